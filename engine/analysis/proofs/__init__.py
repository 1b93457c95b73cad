"""Proofs about policy sets: symbolic rows, the meaning of the language over them, questions."""
