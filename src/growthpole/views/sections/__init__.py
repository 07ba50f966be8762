"""The sections of a document, one argument a file: each asks the writer for spans and computes nothing."""
