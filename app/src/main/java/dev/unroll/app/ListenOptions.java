package dev.unroll.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server listens: on this machine alone, unless told otherwise. */
final class ListenOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on, 0 for any that is free (default: ${DEFAULT-VALUE}).",
            defaultValue = "8080")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; with another than this machine's own, whoever reaches it can do what"
                    + " this server does (default: 127.0.0.1).")
    private @Nullable String host;

    InetSocketAddress address() {
        if (port < 0 || port > 0xffff) {
            throw new UsageException("--port must be between 0 and 65535, got " + port);
        }
        InetSocketAddress address = host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UsageException("there is no address " + host + " to listen on");
        }
        return address;
    }

    /** What to type into a browser. */
    static String url(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return "http://" + (ip.isLoopbackAddress() ? "localhost" : ip.getHostAddress()) + ":" + address.getPort() + "/";
    }
}
