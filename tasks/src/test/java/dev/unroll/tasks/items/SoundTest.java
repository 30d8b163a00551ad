package dev.unroll.tasks.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.FileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundTest {
    @TempDir
    private Path folder = Path.of("");

    /** 16-bit PCM with a chunk that nobody knows before the sound. */
    private static byte[] wav(int rate, int channels, short... samples) {
        ByteBuffer out = ByteBuffer.allocate(56 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes()).putInt(out.capacity() - 8).put("WAVEfmt ".getBytes());
        out.putInt(16).putShort((short) 1).putShort((short) channels).putInt(rate);
        out.putInt(2 * rate * channels).putShort((short) (2 * channels)).putShort((short) 16);
        out.put("LIST".getBytes()).putInt(4).putInt(7).put("data".getBytes()).putInt(2 * samples.length);
        for (short s : samples) {
            out.putShort(s);
        }
        return out.array();
    }

    @Test
    void readsWav() {
        Sound mono = Sound.read(wav(8000, 1, (short) 16384, (short) -32768), "a");
        assertThat(mono.samples()).containsExactly(0.5f, -1);
        assertThat(mono.rate()).isEqualTo(8000);
        assertThat(Sound.read(wav(44100, 2, (short) 16384, (short) 0), "a").samples())
                .containsExactly(0.25f);
    }

    @Test
    void refusesWhatIsNoneOrDamaged() {
        byte[] whole = wav(8000, 1, new short[100]);
        assertThatThrownBy(() -> Sound.read(Arrays.copyOf(whole, whole.length - 9), "a.wav"))
                .hasMessage("a.wav is cut short: 191 bytes of sound, but it says 200; fetch it again");
        assertThatThrownBy(() -> Sound.read(Arrays.copyOf(whole, 40), "a.wav")).hasMessageContaining("no sound in it");
        assertThatThrownBy(() -> Sound.read(new byte[50], "a.wav")).hasMessageContaining("is no WAV file");
        whole[20] = 85; // MP3
        assertThatThrownBy(() -> Sound.read(whole, "a.wav")).hasMessageContaining("which is not read; convert it");
        for (int i = 0; i < 2000; i++) { // whatever stands there, it is refused or read
            byte[] odd = wav(8000, 1, (short) i, (short) 9);
            odd[(i * 7) % odd.length] = (byte) (i * 31);
            try {
                assertThat(Sound.read(odd, "odd").samples()).isNotNull();
            } catch (FileException e) {
                assertThat(e).hasMessageContaining("odd");
            }
        }
    }

    @Test
    void theTransformIsTheSum() {
        double[] re = {1, 2, -1, 0.5, 0, 3, -2, 1};
        double[] im = new double[8];
        double[] x = re.clone();
        Fourier.transform(re, im);
        for (int k = 0; k < 8; k++) {
            double r = 0;
            double i = 0;
            for (int t = 0; t < 8; t++) {
                r += x[t] * Math.cos(2 * Math.PI * k * t / 8);
                i -= x[t] * Math.sin(2 * Math.PI * k * t / 8);
            }
            assertThat(re[k]).isCloseTo(r, within(1e-12));
            assertThat(im[k]).isCloseTo(i, within(1e-12));
        }
    }

    /** A tone is loudest in the band around it; twice as loud is ln 4 more. */
    @Test
    void aToneIsInItsBand() {
        float[] tone = new float[800];
        for (int t = 0; t < tone.length; t++) {
            tone[t] = (float) (0.25 * Math.sin(2 * Math.PI * 1000 * t / 8000));
        }
        float[] loud = tone.clone();
        for (int t = 0; t < loud.length; t++) {
            loud[t] *= 2;
        }
        LogMel mel = new LogMel(8000);
        float[] table = mel.of(tone);
        assertThat(table).hasSize(8 * LogMel.BANDS);
        int best = 0;
        for (int b = 1; b < LogMel.BANDS; b++) {
            best = table[b] > table[best] ? b : best;
        }
        double wanted = LogMel.mel(1000) / LogMel.mel(4000) * (LogMel.BANDS + 1) - 1;
        assertThat(best).isBetween((int) Math.floor(wanted), (int) Math.ceil(wanted));
        assertThat((double) mel.of(loud)[best] - table[best]).isCloseTo(Math.log(4), within(1e-4));
        assertThat(mel.of(new float[3])).hasSize(LogMel.BANDS);
    }

    @Test
    void aFolderOfSoundsIsLabelledByNames() throws IOException {
        Files.write(folder.resolve("7_jackson_0.wav"), wav(8000, 1, new short[400]));
        Files.write(folder.resolve("3_theo_1.wav"), wav(8000, 1, new short[300]));
        Items.Series items = (Items.Series) ItemFile.USUAL.labelled(folder);
        assertThat(items.labels()).containsExactly("3", "7");
        assertThat(items.rate()).isEqualTo(8000);
        assertThat(items.tables().get(1)).hasSize(3 * LogMel.BANDS);
        Files.write(folder.resolve("9_x.wav"), wav(16000, 1, new short[300]));
        assertThatThrownBy(() -> ItemFile.USUAL.labelled(folder))
                .hasMessageContaining("9_x.wav has 16000 samples a second, but the sounds before have 8000");
    }
}
