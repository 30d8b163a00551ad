package dev.unroll.app;

/** Something on the command line that cannot be meant so; the message is one sentence with a remedy. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
