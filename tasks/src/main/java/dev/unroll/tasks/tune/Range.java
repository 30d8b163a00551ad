package dev.unroll.tasks.tune;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The values that a setting may have. */
public sealed interface Range {
    /** From this many times its smallest value on, a range is searched by orders of magnitude. */
    double LOGARITHMIC_FROM = 10;

    /** By what factor a range becomes narrower around a value that was good. */
    double NARROWING = 3;

    /** The value at a place from 0 to before 1. */
    Object at(double place);

    /** The way back of {@link #at}, for pictures. */
    double place(Object value);

    /** A part of it around a value. */
    Range around(Object value);

    /** As {@link Space#parse} reads it. */
    String print();

    /**
     * Numbers between two others, themselves included; by orders of magnitude where the larger is many times the smaller.
     *
     * @param whole only whole ones
     */
    record Interval(double from, double to, boolean whole) implements Range {
        public Interval {
            if (!(from < to) || !Double.isFinite(to - from)) {
                throw new IllegalArgumentException("a range goes up, but this one goes from " + from + " to " + to);
            }
        }

        private boolean logarithmic() {
            return from > 0 && to / from >= LOGARITHMIC_FROM;
        }

        @Override
        public Object at(double place) {
            double value = logarithmic() ? from * Math.pow(to / from, place) : from + place * (to - from);
            return whole ? (Object) Math.round(value) : rounded(value);
        }

        /** Three digits: what is printed is what was tried. */
        private static double rounded(double value) {
            return Double.parseDouble(String.format(Locale.ROOT, "%.2e", value));
        }

        @Override
        public double place(Object value) {
            double v = ((Number) value).doubleValue();
            double place = logarithmic() ? Math.log(v / from) / Math.log(to / from) : (v - from) / (to - from);
            return Math.clamp(place, 0, 1);
        }

        @Override
        public Range around(Object value) {
            double half = 0.5 / NARROWING;
            double middle = Math.clamp(place(value), half, 1 - half);
            double low = unrounded(middle - half);
            double high = unrounded(middle + half);
            return whole && Math.round(low) == Math.round(high)
                    ? new Choice(List.of(value))
                    : new Interval(whole ? Math.round(low) : low, whole ? Math.round(high) : high, whole);
        }

        private double unrounded(double place) {
            return logarithmic() ? from * Math.pow(to / from, place) : from + place * (to - from);
        }

        @Override
        public String print() {
            return whole ? (long) from + ".." + (long) to : from + ".." + to;
        }
    }

    /** One of a few. */
    record Choice(List<Object> values) implements Range {
        public Choice {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a choice needs at least one value");
            }
        }

        @Override
        public Object at(double place) {
            return values.get((int) (place * values.size()));
        }

        @Override
        public double place(Object value) {
            int index = 0;
            for (int i = 0; i < values.size(); i++) {
                index = Objects.equals(String.valueOf(values.get(i)), String.valueOf(value)) ? i : index;
            }
            return values.size() == 1 ? 0.5 : (double) index / (values.size() - 1);
        }

        @Override
        public Range around(Object value) {
            return new Choice(List.of(value));
        }

        @Override
        public String print() {
            return values.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }
}
