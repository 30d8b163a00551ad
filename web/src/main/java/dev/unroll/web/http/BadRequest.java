package dev.unroll.web.http;

/** A request that cannot be answered as it is; the message says to a person what to do. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int retryAfter;

    public BadRequest(String message) {
        this(400, message);
    }

    public BadRequest(int status, String message) {
        this(status, message, 0);
    }

    /** @param retryAfter seconds after which it may be tried again; 0 where that does not help */
    public BadRequest(int status, String message, int retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    int retryAfter() {
        return retryAfter;
    }
}
