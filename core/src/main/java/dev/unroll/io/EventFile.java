package dev.unroll.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * A file of events for TensorBoard: records, each a message with its length and checksums of both (TensorFlow,
 * {@code tsl/lib/io/record_writer.h}). A training that goes on begins another file, and TensorBoard reads all in the order
 * of their names; what the last one had begun to write when it was killed does no harm.
 */
public final class EventFile implements AutoCloseable {
    // Fields of Event, Summary and SessionLog (TensorFlow, core/util/event.proto, core/framework/summary.proto).
    private static final int TIME = 1;
    private static final int STEP = 2;
    private static final int VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION = 7;
    private static final int STATUS = 1;
    private static final int START = 1;

    private static final int CRC_MASK = 0xa282ead8;

    private final Path file;
    private final FileChannel channel;

    private EventFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Begins a file in a run's folder.
     *
     * @param step updates made before; TensorBoard forgets what other files have of later ones
     * @throws FileException if it cannot be written
     */
    public static EventFile begin(Path folder, long step) {
        long seconds = Instant.now().getEpochSecond();
        for (int n = 0; ; n++) {
            Path file = folder.resolve(String.format("events.out.tfevents.%010d.%04d", seconds, n));
            try {
                EventFile events = new EventFile(
                        file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
                events.write(event(0).put(VERSION, "brain.Event:2"));
                events.write(event(step + 1).put(SESSION, new ProtoMessage().put(STATUS, START)));
                return events;
            } catch (FileAlreadyExistsException e) {
                // of a training that was as short: the next number
            } catch (IOException e) {
                throw FileException.writing(file, e);
            }
        }
    }

    private static ProtoMessage event(long step) {
        return new ProtoMessage().put(TIME, System.currentTimeMillis() * 1e-3).put(STEP, step);
    }

    /**
     * Adds what was measured at a step.
     *
     * @param summary a {@code Summary}
     * @throws FileException if it cannot be written
     */
    public void add(long step, ProtoMessage summary) {
        try {
            write(event(step).put(SUMMARY, summary));
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    private void write(ProtoMessage message) throws IOException {
        byte[] data = message.bytes();
        byte[] length = new byte[Long.BYTES];
        ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length);
        ByteBuffer record = ByteBuffer.allocate(length.length + data.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(length)
                .putInt(checksum(length))
                .put(data)
                .putInt(checksum(data))
                .flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** Masked, for records that hold records with checksums. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }
}
