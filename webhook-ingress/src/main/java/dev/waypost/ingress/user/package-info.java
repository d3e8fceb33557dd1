/// Who is who: a user may have a number, a scoped id or both, and either may change.
package dev.waypost.ingress.user;
