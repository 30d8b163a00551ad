package dev.unroll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much processor time the machine and its processes have used, as Linux counts it. */
final class Cpu {
    /** The kernel's unit of accounting in /proc, a hundredth of a second on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    /** user, nice, system, idle, io-wait, irq, soft irq, steal: what follows is counted in user already. */
    private static final int COUNTED = 8;

    private Cpu() {}

    /** Seconds of work on all cores since the machine started, time stolen by the host included. */
    static double machine() throws IOException {
        // "cpu  user nice system …"
        String total = Files.readAllLines(Path.of("/proc/stat")).getFirst();
        String[] words = total.split(" +", -1);
        double ticks = 0;
        for (int i = 0; i < COUNTED; i++) {
            if (i != IDLE && i != IO_WAIT) {
                ticks += Long.parseLong(words[i + 1]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Seconds of work of one process, all its threads together. */
    static double process(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // the second field is the program's name, which may hold spaces; utime and stime are fields 14 and 15
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS_PER_SECOND;
    }

    /** The most memory a process has ever had resident, in bytes. */
    static long peakMemory(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** The processor's name. */
    static String model() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
