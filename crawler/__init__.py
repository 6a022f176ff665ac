"""Everything that observes and judges: crawls or reads posts, says what every link is, audits, stores."""

__version__ = "0.1.0"
