"""Code shared by crawler/ and reports/: strict TOML, severities, the terminal. Standard library only."""
