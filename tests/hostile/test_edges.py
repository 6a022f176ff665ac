"""The edges of a crawl: addresses inside, certificates, sitemaps and robots.txt that want to hurt, folders that cannot be written to."""

import json
import os
import socket
import sqlite3
import ssl
import threading
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler.links import Classifier
from crawler.settings import ITEM_PIPELINES
from tests.hostile.server import answer, endlessly, serve, to
from tests.support.crawling import crawl, database, query

INSIDE = (
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/", "http://0.0.0.0:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "///127.0.0.1:{port}/", "ht\ttp://127.0.0.1:{port}/",
    "\\\\127.0.0.1:{port}/", "http:127.0.0.1:{port}/", "http://a@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@{netloc}/", "http://①②⑦.⓪.⓪.①:{port}/",
)  # fmt: skip


def test_no_way_of_writing_it_leads_to_a_neighbour_inside(tmp_path):
    with serve({}) as inside, serve({}) as site:
        port, netloc = inside.origin.rpartition(":")[2], site.origin.removeprefix("http://")
        ways = [way.format(port=port, netloc=netloc) for way in INSIDE]
        for number, way in enumerate(ways):
            site.cases[f"/go-{'abcdefghijklmnop'[number]}"] = to(way.encode().decode("latin-1"))
        links = "".join(
            f"<a href='{way}'>x</a><a href='/go-{'abcdefghijklmnop'[n]}'>y</a>" for n, way in enumerate(ways)
        )
        site.cases["/"] = answer(
            f"<base href='{site.origin}'>{links}<meta http-equiv=refresh content='0;url={ways[0]}'>".encode()
        )
        named = "".join(f"<url><loc>{way}</loc></url>" for way in ways if "\t" not in way)
        site.cases["/sitemap.xml"] = answer(f"<urlset>{named}</urlset>".encode(), "application/xml")
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        assert inside.paths == []
    assert done.returncode == 0, done.stderr
    assert query(database(tmp_path), "SELECT count(*) FROM page WHERE key LIKE '%/go-_'") == [(len(INSIDE),)]


def signed(tmp_path, name, begin, end, issuer=None):
    """Write server.pem with a certificate for a name from day to day, by an issuer's (certificate, key) or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    days = [datetime.now(UTC) + timedelta(days=day) for day in (begin, end)]
    by = issuer[0].subject if issuer else subject
    builder = x509.CertificateBuilder(by, subject, key.public_key(), x509.random_serial_number(), *days)
    alternative = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    if issuer is None:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(issuer[1] if issuer else key, hashes.SHA256())
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "server.pem").write_bytes(pem + secret)
    return certificate, key, pem


@contextmanager
def listening(talk):
    """Let `talk` answer every connection to a port of its own; yields the https:// origin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_all():
            with suppress(OSError):
                while True:
                    plain, _ = listener.accept()
                    with suppress(OSError), plain:
                        talk(plain)

        threading.Thread(target=answer_all, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def speaks_tls(tmp_path):
    """Return a talk of TLS with server.pem that answers one page."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")

    def talk(plain):
        with context.wrap_socket(plain, server_side=True) as wrapped:
            wrapped.recv(1000)
            wrapped.sendall(answer(b"<h1>x</h1>"))

    return talk


def authority(tmp_path):
    """Return an issuer, and write authority.pem for whoever is to trust it."""
    certificate, key, pem = signed(tmp_path, "authority.example", -100, 100)
    (tmp_path / "authority.pem").write_bytes(pem)
    return certificate, key


def reasons(tmp_path, origins, **extra):
    """Return why each of the origins could not be read, in one crawl of them all and of a page that can: no outage."""
    with serve({"/": answer(b"<h1>x</h1>")}) as good:
        (tmp_path / "urls.txt").write_text("".join(f"{origin}/\n" for origin in [*origins, good.origin]))
        netlocs = ",".join(origin.removeprefix("https://") for origin in origins)
        line = ("urls", "-a", f"file={tmp_path / 'urls.txt'}", "-s", f"AUDIT_ALLOW_NETLOCS={netlocs}")
        done = crawl(tmp_path / "out", *line, "-s", "DOWNLOAD_TIMEOUT=3", **extra)
    assert all("known pages" in row for row in done.stderr.splitlines()[:-1]), done.stderr
    found = dict(query(database(tmp_path / "out"), "SELECT key, reason FROM page"))
    return [found[f"{origin}/"] for origin in origins]


CERTIFICATES = (  # host name, days from and to, whether an authority signed it, what is said of it
    ("127.0.0.1", (-9, 9), True, ""),
    ("127.0.0.1", (-9, 9), False, "the certificate is self-signed, or part of its chain is missing"),
    ("127.0.0.1", (-9, -1), True, "the certificate has expired"),
    ("127.0.0.1", (1, 9), True, "the certificate is not valid yet, or is broken"),
    ("other.example", (-9, 9), True, "the certificate is for another host name"),
)


def test_what_is_wrong_with_a_certificate_is_said(tmp_path):
    issuer = authority(tmp_path)
    with ExitStack() as stack:
        origins = []
        for name, days, trusted, _ in CERTIFICATES:
            signed(tmp_path, name, *days, issuer if trusted else None)
            origins.append(stack.enter_context(listening(speaks_tls(tmp_path))))
        found = reasons(tmp_path, origins, SSL_CERT_FILE=str(tmp_path / "authority.pem"))
    for (*_, said), reason in zip(CERTIFICATES, found, strict=True):
        assert (f"TLS error: {said}" if said else "") in reason
        assert bool(reason) == bool(said)


NO_TLS = (
    (answer(b"<p>x"), "this port does not use TLS"),
    (b"SSH-2.0-OpenSSH_9.6\r\n", "this port does not use TLS"),
    (b"\x15\x03\x01\x00\x02\x02\x46", "outdated TLS versions"),
    (b"\x15\x03\x01\x00\x02\x02\x28", "share no cipher"),
    (b"\x15\x03\x01\x00\x02\x02\x70", "no certificate for this host name"),
    (b"\x15\x03\x01\x00\x02\x02\x50", "the handshake with the server failed"),
    (b"", "the server closed the connection"),
)


def test_an_https_address_where_tls_is_not_spoken_or_refused_is_said(tmp_path):
    def talk(said):
        def say(plain):
            plain.recv(2000)
            plain.sendall(said)

        return say

    with ExitStack() as stack:
        origins = [stack.enter_context(listening(talk(said))) for said, _ in NO_TLS]
        found = reasons(tmp_path, origins)
    for (_, words), reason in zip(NO_TLS, found, strict=True):
        assert words in reason


def test_sitemaps_that_name_each_other_without_end_come_to_an_end(tmp_path):
    def more(path):
        if not path.startswith("/map"):
            return None
        names = "".join(f"<sitemap><loc>{site.origin}{path}{letter}</loc></sitemap>" for letter in "ab")
        return answer(f"<sitemapindex>{names}</sitemapindex>".encode(), "application/xml")

    with serve({"/": answer(b"<h1>x</h1>")}, more) as site:
        site.cases["/robots.txt"] = answer(f"Sitemap: {site.origin}/map\n".encode(), "text/plain")
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 0, done.stderr
    assert len(site.paths) < 1_100
    assert query(
        database(tmp_path), "SELECT count(*) FROM coverage WHERE why LIKE 'more than 1,000 sitemaps'"
    ) == [(1,)]


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (answer(b"User-agent: *\nAllow: /\n" * 400_000, "text/plain"), "fetched"),
        (answer(b"<html><body>Disallow: / is what a page may say</body></html>"), "fetched"),
        (answer(bytes(range(256)) * 100, "application/octet-stream"), "fetched"),
        (endlessly(b"HTTP/1.1 200 OK\r\n\r\n", b"#" * 65_536, 400), "fetched"),
    ],
    ids=["10 MB", "a page", "binary", "without end"],
)
def test_a_robots_txt_that_wants_to_hurt_is_survived(tmp_path, robots, outcome):
    with serve({"/": answer(b"<h1>x</h1>"), "/robots.txt": robots}) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert query(database(tmp_path), "SELECT outcome FROM page") == [(outcome,)]


def test_a_database_that_another_program_holds_is_said(tmp_path):
    with serve({"/": answer(b"<h1>x</h1>")}) as site:
        line = ("blog", "-a", f"url={site.origin}/")
        assert crawl(tmp_path, *line).returncode == 0
        before = query(database(tmp_path), "SELECT count(*) FROM page")
        other = sqlite3.connect(database(tmp_path), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        done = crawl(tmp_path, *line)
        other.close()
    assert done.returncode == 2
    assert "database is locked" in done.stderr
    assert done.stderr.count("\n") == 1
    assert query(database(tmp_path), "SELECT count(*) FROM page") == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_said(tmp_path):
    tmp_path.chmod(0o500)
    done = crawl(tmp_path, "blog", "-a", "url=demo")
    assert done.returncode == 2
    assert "cannot be written (Permission denied)" in done.stderr


def test_a_file_where_the_folder_should_be_is_said(tmp_path):
    (tmp_path / "out").write_text("a file")
    done = crawl(tmp_path / "out", "blog", "-a", "url=demo")
    assert done.returncode == 2
    assert "cannot be written (" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_look_alike_host_is_another_site():
    target = Classifier("https://blog.example", []).target
    assert target("https://bl\u043eg.example/", "https://blog.example/").kind == "external"


def test_a_page_that_a_pipeline_fails_on_has_its_row_and_costs_no_other(tmp_path):
    broken = json.dumps({**ITEM_PIPELINES, "tests.hostile.broken.Breaks": 300})
    pages = {"/": answer(b"<h1>x</h1><a href=/broken/>x</a><a href=/y/>y</a>"), "/y/": answer(b"<h1>y</h1>")}
    with serve({**pages, "/broken/": answer(b"<h1>" + b"word " * 99_000)}) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", f"ITEM_PIPELINES={broken}")
    assert done.returncode == 0, done.stderr
    rows = dict(query(database(tmp_path), "SELECT substr(key, -3), outcome || reason FROM page"))
    assert rows["/y/"] == "fetched"
    assert rows["en/"].startswith("failedit could not be stored because of an internal error")
    assert "/broken/' could not be stored" in done.stderr
    assert len(done.stderr) < 5_000
    assert "RuntimeError: ?[31mxxx" in done.stderr
    (log,) = tmp_path.glob("*/audit.log")
    assert "RuntimeError: \\x1b[31mxxx" in log.read_text()
    assert all(line.isprintable() for line in done.stderr.splitlines())
