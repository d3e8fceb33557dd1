package dev.waypost.simulator.fault;

/// What befalls one request; [#NONE] for nearly all of them.
public record Fault(AnswerFault answer, ReceiptFault receipts) {
    public static final Fault NONE = new Fault(AnswerFault.NONE, ReceiptFault.NONE);
}
