"""What crawler/ and reports/ both stand on: strict TOML, severities, the terminal. Only the standard library."""
