"""`python -m tests.support.nonsense crawl …` is `scrapy crawl …` with one nonsensical sentence in place of each of ours."""

import sys

from scrapy.cmdline import execute

from crawler.catalog import sentences

NONSENSE = "colourless green ideas sleep furiously"


def speak_nonsense() -> None:
    """Word every code alike from now on."""
    said = {table: dict.fromkeys(codes, NONSENSE) for table, codes in sentences.sentences().items()}
    sentences.sentences = lambda: said


if __name__ == "__main__":
    speak_nonsense()
    execute(["scrapy", *sys.argv[1:]])
