"""Scrapy's settings, each with its reason, and the program's own; the only place that reads the .env file.

A value comes from, in rising order: the default here, .env, the environment, `-s NAME=value` on the command line.
"""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values, find_dotenv

from crawler import __version__
from crawler.catalog.settings import table


def _dotenv() -> dict[str, str | None]:
    path = find_dotenv(usecwd=True)
    if not path:
        return {}
    # Bytes that are no UTF-8 stand in a value at most; they are no reason to end with a traceback.
    with Path(path).open(encoding="utf-8-sig", errors="replace") as lines:
        return dotenv_values(stream=lines)


_ENV = {**_dotenv(), **os.environ}


# --- ours: crawler/catalog/settings.toml -----------------------------------------------------------------------------

globals().update({name: _ENV.get(name) or setting.default for name, setting in table().items()})
# What the environment or .env sets and nothing reads: a slip of the pen, which is said.
unknown = sorted(name for name in _ENV if name.startswith("AUDIT_") and name not in table())

# --- Scrapy's: who we are ---------------------------------------------------------------------------------------

BOT_NAME = "affiliate-seo-audit"
SPIDER_MODULES = ["crawler.crawl.spiders"]
COMMANDS_MODULE = "crawler.cli.commands"  # Scrapy's own `crawl` exits 0 whatever happens
USER_AGENT = f"{BOT_NAME}/{__version__}"  # with AUDIT_CONTACT, when there is one: crawler/run.py
ROBOTSTXT_USER_AGENT = BOT_NAME  # the product token that RFC 9309 2.2.1 compares: letters, _ and - only

# --- Scrapy's: polite -------------------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_REQUESTS = 4  # what waits here for its turn must be finished before a crawl can stop
AUTOTHROTTLE_ENABLED = (
    True  # a site that answers slowly is asked less often; it starts at AUDIT_DELAY: crawler/run.py
)
AUTOTHROTTLE_MAX_DELAY = 30
DOWNLOAD_TIMEOUT = 30  # Scrapy's 180 s times three tries is nine minutes for each silent URL
RETRY_TIMES = 2
RETRY_HTTP_CODES = [
    500,
    502,
    504,
    522,
    524,
    408,
]  # 429 and 503 ask for time: crawler/crawl/middlewares/retry_after.py
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the page's row says so; a log line for each is noise

# --- Scrapy's: measured, `shared/facts/perf.md` and `reliability.md` 0 ---------------------------------------------

SCHEDULER = "crawler.crawl.scheduler.FrontierScheduler"  # the frontier is the database; never JOBDIR
CONCURRENT_ITEMS = 1  # 100 makes Scrapy start 100 tasks for every response: 24 % of its CPU
HTTPERROR_ALLOW_ALL = True  # an audit reports error pages
REDIRECT_ENABLED = False  # each hop is a row of its own, and none is followed off the site
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False  # one page with 300 cookies made every later request of its host fail
DOWNLOAD_MAXSIZE = 16 * 1024**2  # the default of 1 GiB lets an 809-byte brotli page take 2.1 GB of memory
DOWNLOAD_WARNSIZE = 0  # a page that is too large becomes a row, not a log line
DOWNLOAD_VERIFY_CERTIFICATES = True  # an expired certificate is what a reader would see
URLLENGTH_LIMIT = 2083
DOWNLOAD_HANDLERS = {
    "file": None,
    "ftp": None,
    "data": None,
    "s3": None,
    "https": "crawler.crawl.tls.HttpsHandler",  # says what is wrong with a certificate
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # on by default since 2.19: an HTTP server that runs Python code
REFERER_ENABLED = False
DNS_TIMEOUT = 15
TWISTED_DNS_RESOLVER = "crawler.crawl.resolver.GuardResolver"  # a public name may stand for a private address
# Scrapy's own lists are replaced, not added to: what is not named here costs nothing on any page.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}  # the spiders yield no Requests, so nothing there has work
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.crawl.middlewares.private_networks.PrivateNetworks": 50,
    "crawler.crawl.middlewares.robots_txt.RobotsRules": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.crawl.middlewares.own_cookies.OwnCookies": 505,
    "crawler.crawl.middlewares.http_auth.Credentials": 510,
    "crawler.crawl.middlewares.conditional_requests.Conditional": 520,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "crawler.crawl.middlewares.retry_after.Patience": 560,
    "crawler.crawl.middlewares.compression.Compression": 590,
    "crawler.crawl.middlewares.status_codes.StatusCodes": 600,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,  # -o pages.jsonl: the facts as Scrapy's items
    "crawler.crawl.extensions.headers_only.HeadersOnly": 0,
    "crawler.crawl.extensions.link_checks.LinkChecks": 0,
    "crawler.crawl.extensions.crawl_analysis.SiteAudit": 0,
    "crawler.cli.progress.Progress": 0,
}
ITEM_PIPELINES = {
    "crawler.crawl.pipelines.classify.Classify": 100,
    "crawler.crawl.pipelines.audit.Audit": 200,
    "crawler.crawl.pipelines.store.StorePage": 900,
}
LOG_LEVEL = "WARNING"  # a person sees what needs a person; the rest is in the workbook
LOG_FORMATTER = (
    "crawler.cli.log.Log"  # Scrapy's own writes a whole page into the log when it cannot be stored
)
LOG_DATEFORMAT = "%H:%M:%S"
LOG_FORMAT = "%(asctime)s %(levelname)s: %(message)s"
FEED_EXPORT_ENCODING = "utf-8"
