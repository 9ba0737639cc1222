"""The lessons as their authors write them: text, signatures, solutions."""
