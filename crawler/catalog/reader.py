"""Read the catalog's TOML files strictly."""

from reports.common.strict_toml import RuleFileError, build, expression, read_file, read_folder

__all__ = ["RuleFileError", "build", "expression", "read_file", "read_folder"]
