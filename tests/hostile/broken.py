"""A fault of our own, as a pipeline."""


class Breaks:
    """Fails on one page."""

    def process_item(self, item):
        if "/broken/" in item.key:
            raise RuntimeError("\x1b[31m" + "x" * 99)
        return item
