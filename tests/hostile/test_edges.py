"""The edges of a crawl: addresses inside, certificates, sitemaps and robots.txt that want to hurt, folders that cannot be written to."""

import os
import socket
import sqlite3
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler.links import Classifier
from tests.crawling import crawl, database, query
from tests.hostile.server import answer, endlessly, serve, to

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


@contextmanager
def secure(tmp_path, name="127.0.0.1", days=30):
    """Serve TLS with a self-signed certificate for a name, good for that many days from yesterday."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begin = datetime.now(UTC) - timedelta(days=100)
    builder = x509.CertificateBuilder(
        subject, subject, key.public_key(), 1, begin, begin + timedelta(days=100 + days)
    )
    alternative = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_all():
            with suppress(OSError):
                while True:
                    plain, _ = listening.accept()
                    with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as wrapped:
                        wrapped.recv(1000)

        threading.Thread(target=answer_all, daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "made", [{}, {"name": "other.example"}, {"days": -10}], ids=["self-signed", "other host", "expired"]
)
def test_a_certificate_that_a_browser_refuses_is_said(tmp_path, made):
    with secure(tmp_path, **made) as origin:
        done = crawl(tmp_path / "out", "blog", "-a", f"url={origin}/")
    assert done.returncode == 2
    assert "the secure connection failed (TLS)" in done.stderr
    assert "Traceback" not in done.stderr


def test_https_where_no_tls_is_spoken_is_said(tmp_path):
    with serve({"/": answer(b"<p>x")}) as site:
        done = crawl(
            tmp_path,
            "blog",
            "-a",
            f"url={site.origin.replace('http:', 'https:')}/",
            "-s",
            "DOWNLOAD_TIMEOUT=3",
        )
    assert done.returncode == 2
    assert "could not be read" in done.stderr


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
    assert "cannot be written to (Permission denied)" in done.stderr


def test_a_file_where_the_folder_should_be_is_said(tmp_path):
    (tmp_path / "out").write_text("a file")
    done = crawl(tmp_path / "out", "blog", "-a", "url=demo")
    assert done.returncode == 2
    assert "cannot be written to" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_look_alike_host_is_another_site():
    target = Classifier("https://blog.example", []).target
    assert target("https://bl\u043eg.example/", "https://blog.example/").kind == "external"
