package dev.waypost.health.metric;

import java.util.List;

/// Numbers by time, the oldest first, without gaps.
///
/// @param start of the first point, in minutes since 1970
/// @param length of one point, in minutes
record Series(long start, long length, List<Numbers> points, boolean incomplete) {}
