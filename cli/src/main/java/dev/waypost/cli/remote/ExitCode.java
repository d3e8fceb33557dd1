package dev.waypost.cli.remote;

/// What a command's exit code says; scripts rely on the numbers.
public enum ExitCode {
    DONE(0, "done"),
    REFUSED(1, "refused, failed, or not in a state for it"),
    BAD_INPUT(2, "bad input: an option, an argument, or a value that the service does not take"),
    NOT_NOW(3, "no answer, or not now: the same command later may work"),
    NOT_FOUND(4, "what was named is not there, or not yours"),
    NOT_ALLOWED(5, "the key is not valid, or may not do this"),
    CONFLICT(6, "it is there already, or somebody changed it meanwhile: look again, then decide"),
    INCOMPLETE(7, "done, but not for every item; which ones is printed"),
    INTERRUPTED(130, "stopped by Ctrl-C; what a service was told to do goes on there");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    /// @param reason why, by the name of the registry; a 409 is several things
    static ExitCode of(int status, String reason) {
        return switch (status) {
            case 401, 403 -> NOT_ALLOWED;
            case 404 -> NOT_FOUND;
            case 400, 413, 415, 422 -> BAD_INPUT;
            case 429, 502, 503, 504 -> NOT_NOW;
            case 412, 428 -> CONFLICT;
            case 409 ->
                switch (reason) {
                    case "REVISION_CONFLICT", "ALREADY_EXISTS", "REQUEST_ID_REUSED" -> CONFLICT;
                    default -> REFUSED;
                };
            default -> REFUSED;
        };
    }
}
