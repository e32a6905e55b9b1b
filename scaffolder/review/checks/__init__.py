"""The review's own checks, one module for each subject; each takes a source and gives remarks."""
