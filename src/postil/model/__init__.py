"""The study as values: transcripts, codebook, codings, changes and the fold. Standard library only."""
