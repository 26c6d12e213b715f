// Written by `cargo xtask docs` out of the program; a test sees that it is so.

/**
 * A whole text in one language.
 */
export type Paper = { 
/**
 * `statement` or `record`.
 */
id: string, 
/**
 * `en` or `de`.
 */
language: string, 
/**
 * The title.
 */
title: string, 
/**
 * What stands below the title.
 */
about: Array<Entry>, 
/**
 * The parts.
 */
sections: Array<Section>, 
/**
 * The claims that its sentences name, and their proofs.
 */
evidence: Evidence, };

/**
 * A part of a text.
 */
export type Section = { 
/**
 * Its name for programs; the same in all languages.
 */
id: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * What stands in it.
 */
blocks: Array<Block>, };

/**
 * A piece of a section.
 */
export type Block = { "kind": "paragraph", 
/**
 * Its sentences.
 */
sentences: Array<Sentence>, } | { "kind": "list", 
/**
 * The points.
 */
items: Array<Item>, } | { "kind": "entries", 
/**
 * The words.
 */
entries: Array<Entry>, };

/**
 * A point of a list.
 */
export type Item = { 
/**
 * What it says.
 */
sentences: Array<Sentence>, };

/**
 * A word, and what is said to it.
 */
export type Entry = { 
/**
 * Its name for programs; the same in all languages.
 */
id: string, 
/**
 * The word.
 */
label: string, 
/**
 * What is said to it; where it is blank, a hint what to fill in.
 */
sentences: Array<Sentence>, 
/**
 * Whether somebody has to fill it in.
 */
blank: boolean, };

/**
 * A sentence, or a value on its own.
 */
export type Sentence = { 
/**
 * The words. What came from outside is on one line and steers nothing.
 */
text: string, 
/**
 * The ids of the claims that it makes.
 */
claims: Array<string>, };

/**
 * The claims that a text makes, and how to see that they hold.
 */
export type Evidence = { 
/**
 * The heading.
 */
title: string, 
/**
 * How to read it.
 */
introduction: string, 
/**
 * The claims, in the order of the text; their numbers are their places, from 1.
 */
claims: Array<Note>, 
/**
 * The proofs that they name, but for tests, which have no words of their own.
 */
proofs: Array<Note>, };

/**
 * A claim or a proof in words.
 */
export type Note = { 
/**
 * Its id.
 */
id: string, 
/**
 * The words.
 */
text: string, 
/**
 * What proves it; empty for a proof.
 */
proofs: Array<string>, };
