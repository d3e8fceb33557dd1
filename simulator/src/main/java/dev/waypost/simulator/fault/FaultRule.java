package dev.waypost.simulator.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One line of the fault plan.
///
/// @param times how often the rule strikes; 0 = always
/// @param source the rule as it was given, to be shown
public record FaultRule(FaultMatch match, AnswerFault answer, ReceiptFault receipts, int times, ObjectNode source) {}
