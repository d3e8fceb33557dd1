package dev.waypost.cli.remote;

/// What a command's exit code says; scripts rely on the numbers.
public enum ExitCode {
    DONE(0, "done"),
    REFUSED(1, "refused or failed"),
    BAD_INPUT(2, "bad input; nothing was asked"),
    UNREACHABLE(3, "no answer; trying again may help"),
    NOT_FOUND(4, "what was named is not there"),
    NOT_ALLOWED(5, "the key is not valid or may not do this");

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

    static ExitCode ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> NOT_ALLOWED;
            case 404 -> NOT_FOUND;
            case 400, 422 -> BAD_INPUT;
            case 502, 503, 504 -> UNREACHABLE;
            default -> REFUSED;
        };
    }
}
