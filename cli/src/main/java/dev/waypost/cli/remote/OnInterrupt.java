package dev.waypost.cli.remote;

/// What is said when somebody presses Ctrl-C meanwhile: what goes on without us, and how to come back to it.
final class OnInterrupt implements AutoCloseable {
    private final Thread hook;

    private OnInterrupt(Thread hook) {
        this.hook = hook;
    }

    static OnInterrupt say(String line) {
        Thread hook = new Thread(
                () -> {
                    System.err.println();
                    System.err.println("waypost: " + line);
                },
                "on-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        return new OnInterrupt(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is being said.
        }
    }
}
