package dev.unroll.tasks.items;

import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * WAV files of a folder or a zip, in the order of their names, as {@link LogMel} series. A sound's label is the folder that it lies in; if all
 * lie in one, its name up to the first underscore.
 */
final class SoundFiles {
    private final Path source;
    private final Map<String, byte[]> files = new TreeMap<>();

    private SoundFiles(Path source) {
        this.source = source;
    }

    static boolean isOne(Path path) {
        return Files.isDirectory(path)
                || path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    static Items read(Path source) {
        SoundFiles all = new SoundFiles(source);
        try {
            if (Files.isDirectory(source)) {
                all.folder();
            } else {
                all.zip();
            }
        } catch (IOException e) {
            throw FileException.reading(source, e);
        }
        return all.items();
    }

    private static boolean isSound(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".wav");
    }

    private void folder() throws IOException {
        try (Stream<Path> found = Files.walk(source)) {
            for (Path p : found.filter(p -> isSound(p.toString())).toList()) {
                files.put(source.relativize(p).toString().replace('\\', '/'), Files.readAllBytes(p));
            }
        }
    }

    private void zip() throws IOException {
        Unpacking unpacking = new Unpacking(Unpacking.MOST);
        try (InputStream file = Files.newInputStream(source);
                ZipInputStream zip = new ZipInputStream(file)) {
            InputStream content = unpacking.limited(zip, source.toString());
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (isSound(e.getName())) {
                    files.put(e.getName(), content.readAllBytes());
                }
            }
        }
    }

    private Items items() {
        boolean flat =
                files.keySet().stream().map(SoundFiles::parent).distinct().count() < 2;
        List<float[]> tables = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> places = new ArrayList<>();
        int rate = 0;
        LogMel mel = null;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String place = source + "/" + file.getKey();
            Sound sound = Sound.read(file.getValue(), place);
            if (mel == null) {
                rate = sound.rate();
                mel = new LogMel(rate);
            } else if (sound.rate() != rate) {
                throw new FileException(
                        place + " has " + sound.rate() + " samples a second, but the sounds before have " + rate
                                + "; convert all to one rate, for example with ffmpeg -ar " + rate);
            }
            tables.add(mel.of(sound.samples()));
            labels.add(flat ? begin(file.getKey()) : parent(file.getKey()));
            places.add(place);
        }
        return new Items.Series(tables, LogMel.BANDS, rate, labels, places);
    }

    private static String parent(String name) {
        String[] parts = name.split("/", -1);
        return parts.length < 2 ? "" : parts[parts.length - 2];
    }

    private static String begin(String name) {
        return name.substring(name.lastIndexOf('/') + 1).replaceFirst("(_.*)?\\.[^.]*$", "");
    }
}
