package dev.unroll.tasks.items;

import dev.unroll.io.FileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A sound out of a WAV file: PCM of 8, 16, 24 or 32 bits or 32-bit floats; the mean of its channels.
 *
 * @param samples from −1 to 1
 * @param rate samples a second
 */
record Sound(float[] samples, int rate) {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int PCM = 1;
    private static final int FLOATS = 3;
    private static final int EXTENSIBLE = 0xFFFE;

    /** What {@code fmt} says. */
    private record Format(int kind, int channels, int rate, int bits) {}

    /**
     * Reads a file's bytes.
     *
     * @param name for messages
     * @throws FileException if they are no such file, or damaged
     */
    static Sound read(byte[] bytes, String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 12 || in.getInt(0) != RIFF || in.getInt(8) != WAVE) {
            throw new FileException(name + " is no WAV file; convert it, for example with ffmpeg");
        }
        Format format = null;
        int at = 12;
        while (at + 8 <= bytes.length) {
            int kind = in.getInt(at);
            long size = Integer.toUnsignedLong(in.getInt(at + 4));
            int from = at + 8;
            int length = (int) Math.min(size, bytes.length - from);
            if (kind == FORMAT && length >= 16) {
                int code = Short.toUnsignedInt(in.getShort(from));
                boolean extended = code == EXTENSIBLE && length >= 26;
                format = new Format(
                        extended ? Short.toUnsignedInt(in.getShort(from + 24)) : code,
                        Short.toUnsignedInt(in.getShort(from + 2)),
                        in.getInt(from + 4),
                        Short.toUnsignedInt(in.getShort(from + 14)));
            } else if (kind == DATA && format != null) {
                if (length < size) {
                    throw new FileException(name + " is cut short: " + length + " bytes of sound, but it says " + size
                            + "; fetch it again");
                }
                return new Sound(samples(in, from, length, format, name), format.rate());
            }
            at = (int) Math.min(Integer.MAX_VALUE - 8L, from + size + size % 2);
        }
        throw new FileException(name + " has no sound in it; check whether it is whole");
    }

    private static float[] samples(ByteBuffer in, int from, int length, Format format, String name) {
        int bytes = format.bits() / 8;
        boolean pcm = format.kind() == PCM && (bytes >= 1 && bytes <= 4) && format.bits() % 8 == 0;
        boolean floats = format.kind() == FLOATS && format.bits() == 32;
        if (!(pcm || floats) || format.channels() < 1 || format.rate() < 1) {
            throw new FileException(name + " is WAV of kind " + format.kind() + " with " + format.bits() + " bits and "
                    + format.channels() + " channels at " + format.rate()
                    + " Hz, which is not read; convert it to 16-bit PCM, for example with ffmpeg");
        }
        int channels = format.channels();
        float[] samples = new float[length / (bytes * channels)];
        for (int i = 0; i < samples.length; i++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += sample(in, from + (i * channels + c) * bytes, format);
            }
            samples[i] = (float) (sum / channels);
        }
        return samples;
    }

    private static double sample(ByteBuffer in, int at, Format format) {
        if (format.kind() == FLOATS) {
            float value = in.getFloat(at);
            return Float.isFinite(value) ? value : 0;
        }
        return switch (format.bits()) {
            case 8 -> (Byte.toUnsignedInt(in.get(at)) - 128) / 128.0;
            case 16 -> in.getShort(at) / 32768.0;
            case 24 -> ((in.get(at + 2) << 16) | Short.toUnsignedInt(in.getShort(at))) / 8388608.0;
            default -> in.getInt(at) / 2147483648.0;
        };
    }
}
