"""The command line: commands, progress, messages and generated documentation."""
