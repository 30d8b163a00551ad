package dev.unroll.nn;

import org.jspecify.annotations.Nullable;

/**
 * What a stack reads in one pass: all steps of a batch of sequences, or some that follow each other.
 *
 * @param tokens of its rows, or null
 * @param x its rows of vectors, or null
 * @param lengths how many of its steps each sequence has; 0 for one that has ended before
 * @param firstRow its first row's number among all
 */
record Piece(int @Nullable [] tokens, @Nullable Rows x, int[] lengths, int firstRow) {}
