"""Every setting, each with its reason. AUDIT_* are ours; the .env file is read here and nowhere else.

A value comes from, in rising order: the default here, .env, the environment, `-s NAME=value` on the command line.
"""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values, find_dotenv

from crawler import __version__


def _dotenv() -> dict[str, str | None]:
    path = find_dotenv(usecwd=True)
    if not path:
        return {}
    # Bytes that are no UTF-8 stand in a value at most; they are no reason to end with a traceback.
    with Path(path).open(encoding="utf-8-sig", errors="replace") as lines:
        return dotenv_values(stream=lines)


_ENV = {**_dotenv(), **os.environ}


def _env(name: str, default: str = "") -> str:
    return _ENV.get(name) or default


# --- ours -------------------------------------------------------------------------------------------------------

AUDIT_CONTACT = _env(
    "AUDIT_CONTACT"
)  # URL or e-mail address that a site's owner can write to; part of the user agent
AUDIT_OUT = _env("AUDIT_OUT", "audits")  # folder in which each site gets its own folder
AUDIT_MAX_PAGES = _env("AUDIT_MAX_PAGES", "10000")  # pages fetched in one crawl; Coverage says what was left
AUDIT_MAX_DEPTH = _env(
    "AUDIT_MAX_DEPTH", "25"
)  # clicks from the start page; a calendar trap has no other end
AUDIT_MAX_PER_PATTERN = _env(
    "AUDIT_MAX_PER_PATTERN", "200"
)  # pages whose addresses differ in numbers and query values only: calendars and filters have no end
AUDIT_DELAY = _env(
    "AUDIT_DELAY", "0.5"
)  # seconds between two requests to the site; it slows down by itself, too
AUDIT_OLD_HOSTS = _env("AUDIT_OLD_HOSTS")  # host names that the site had before, comma separated
AUDIT_OWN_HOSTS = _env("AUDIT_OWN_HOSTS")  # further host names that are the site itself, comma separated
AUDIT_AFFILIATE_IDS = _env("AUDIT_AFFILIATE_IDS")  # JSON object: network id -> list of your own ids there
AUDIT_DISCLOSURES = _env("AUDIT_DISCLOSURES")  # your own words for a disclosure, separated by ;
AUDIT_ALLOW_NETLOCS = _env(
    "AUDIT_ALLOW_NETLOCS"
)  # host:port in a private network that may be asked besides the site's own
AUDIT_CONTENT_SELECTOR = _env(
    "AUDIT_CONTENT_SELECTOR"
)  # CSS selector of the page's own text, for themes that mark no main or article
AUDIT_KEEP_CRAWLS = _env(
    "AUDIT_KEEP_CRAWLS", "12"
)  # older crawls of the same site are deleted from its database
AUDIT_FULL_EVERY = _env(
    "AUDIT_FULL_EVERY", "10"
)  # one crawl in so many downloads a page without asking whether it has changed; 0: none
AUDIT_MAX_CRAWL_DELAY = _env(
    "AUDIT_MAX_CRAWL_DELAY", "30"
)  # seconds of a Crawl-delay in robots.txt that are kept
AUDIT_MAX_WAIT = _env("AUDIT_MAX_WAIT", "120")  # seconds of Retry-After that are waited; more: not checked
AUDIT_MAX_TOTAL_WAIT = _env(
    "AUDIT_MAX_TOTAL_WAIT", "3600"
)  # seconds of one run that are waited in all; then it ends, to be taken up later
AUDIT_GIVE_UP = _env(
    "AUDIT_GIVE_UP", "20"
)  # pages put off or unanswered in a row, after which the crawl ends
AUDIT_HTTP_USER = _env("AUDIT_HTTP_USER")  # user name of a protected site, sent to that host only …
AUDIT_HTTP_PASS = _env("AUDIT_HTTP_PASS")  # … and its password
AUDIT_MAX_CHECKS = _env("AUDIT_MAX_CHECKS", "5000")  # links to other sites asked in one crawl
AUDIT_CHECK_DAYS = _env("AUDIT_CHECK_DAYS", "7")  # days for which their answers are good
AUDIT_CHECK_DELAY = _env("AUDIT_CHECK_DELAY", "2")  # seconds between two requests to one of their hosts
AUDIT_RULES = _env("AUDIT_RULES")  # further folders with rule files, separated as in PATH
AUDIT_DISABLE = _env("AUDIT_DISABLE")  # rule ids that are switched off, comma separated
AUDIT_SEVERITY = _env("AUDIT_SEVERITY")  # JSON object: rule id -> error / warning / notice
AUDIT_OPTIONS = _env("AUDIT_OPTIONS")  # JSON object: rule id -> options of its check

# --- Scrapy's: who we are ---------------------------------------------------------------------------------------

BOT_NAME = "affiliate-seo-audit"
SPIDER_MODULES = ["crawler.crawl.spiders"]
COMMANDS_MODULE = "crawler.cli"  # Scrapy's own `crawl` exits 0 whatever happens
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
TWISTED_DNS_RESOLVER = "crawler.crawl.middlewares.private_networks.GuardResolver"  # a public name may stand for a private address
# Scrapy's own lists are replaced, not added to: what is not named here costs nothing on any page.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}  # the spiders yield no Requests, so nothing there has work
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.crawl.middlewares.private_networks.PrivateNetworks": 50,
    "crawler.crawl.middlewares.robots_txt.RobotsRules": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
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
