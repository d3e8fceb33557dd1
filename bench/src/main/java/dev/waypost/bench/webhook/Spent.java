package dev.waypost.bench.webhook;

/// CPU time in nanoseconds, by part of the suite; what a part started is included.
///
/// @param transactions that PostgreSQL ended for all services: one statement each, but for the looks at the queue with
/// two
record Spent(long ingress, long postgres, long others, long transactions) {
    Spent since(Spent before) {
        return new Spent(
                ingress - before.ingress,
                postgres - before.postgres,
                others - before.others,
                transactions - before.transactions);
    }

    double transactionsEach(double count) {
        return transactions / Math.max(1, count);
    }

    /// In microseconds for each of so many.
    String each(double count) {
        double unit = 1_000 * Math.max(1, count);
        return "%.0f = %.0f + %.0f + %.0f"
                .formatted((ingress + postgres + others) / unit, ingress / unit, postgres / unit, others / unit);
    }
}
