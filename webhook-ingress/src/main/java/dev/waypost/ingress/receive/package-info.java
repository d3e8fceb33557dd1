/// From a request on a public path to events with an owner: verify, take apart, decide whose they are, commit.
package dev.waypost.ingress.receive;
