"""The door to the strict TOML reader for everything that the crawler keeps in files."""

from reports.common.strict_toml import RuleFileError, build, expression, read_file, read_folder

__all__ = ["RuleFileError", "build", "expression", "read_file", "read_folder"]
