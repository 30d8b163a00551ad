package dev.unroll.data;

import dev.unroll.io.FileException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects a text's token numbers in packed chunks, on the heap while they are few and in a memory-mapped temporary file
 * beyond that. The file has no name once it is open (on Windows: is deleted when closed), so that nothing is left behind
 * even by a killed process.
 */
final class TokenStore implements AutoCloseable {
    static final int CHUNK_BITS = 16;
    static final int CHUNK = 1 << CHUNK_BITS;

    private final Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    private final long heapLimit;
    private long packedBytes;

    private final List<TokenChunk> onHeap = new ArrayList<>();
    private @Nullable FileChannel file;

    /** The widths of the chunks in the file, in order; all chunks in it have {@link #CHUNK} tokens but the last one. */
    private final List<Integer> widthsInFile = new ArrayList<>();

    /** @param heapLimit how many bytes may stay on the heap */
    TokenStore(long heapLimit) {
        this.heapLimit = heapLimit;
    }

    /** Little in absolute terms, and a small part of a small heap. */
    static long defaultHeapLimit() {
        return Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    }

    /**
     * Appends {@link #CHUNK} numbers, or fewer the last time.
     *
     * @param largest none is above it
     */
    void add(int[] numbers, int count, int largest) {
        TokenChunk chunk = TokenChunk.pack(numbers, count, largest);
        packedBytes += chunk.packed().capacity();
        onHeap.add(chunk);
        if (packedBytes > heapLimit) {
            spill();
        }
    }

    private void spill() {
        try {
            if (file == null) {
                file = FileChannel.open(
                        folder.resolve("unroll-" + UUID.randomUUID() + ".tokens"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
            }
            for (TokenChunk chunk : onHeap) {
                while (chunk.packed().hasRemaining()) {
                    file.write(chunk.packed());
                }
                widthsInFile.add(chunk.width());
            }
            onHeap.clear();
        } catch (IOException e) {
            String sentence = FileException.writing(folder, e).getMessage();
            throw new FileException(
                    sentence + " (a large text's tokens go there; -Djava.io.tmpdir=FOLDER names another place)", e);
        }
    }

    /** All chunks, in order. Nothing may be added afterwards. */
    List<TokenChunk> finish() {
        return file == null ? List.copyOf(onHeap) : map(file);
    }

    private List<TokenChunk> map(FileChannel channel) {
        try {
            // An automatic arena unmaps when the last chunk is collected: nobody has to close a corpus.
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, packedBytes, Arena.ofAuto());
            List<TokenChunk> chunks = new ArrayList<>();
            long at = 0;
            for (int width : widthsInFile) {
                long size = Math.min((long) CHUNK * width, packedBytes - at);
                ByteBuffer bytes = mapped.asSlice(at, size).asByteBuffer();
                chunks.add(TokenChunk.of(bytes, width));
                at += size;
            }
            return List.copyOf(chunks);
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
    }

    /** Closes the file; what {@link #finish} gave stays readable. */
    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw FileException.writing(folder, e);
            }
        }
    }
}
