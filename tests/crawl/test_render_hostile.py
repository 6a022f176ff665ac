"""Whatever a page's scripts try, nothing leaves the browser, and every page comes to an end."""

import asyncio

import pytest

from tests.support.browser import browser_or_skip, canary

PATH = browser_or_skip()

from crawler.crawl.render import visit  # noqa: E402  # needs playwright
from crawler.crawl.render.assets import Asset  # noqa: E402
from crawler.crawl.render.browser import OfflineBrowser  # noqa: E402

SITE = "http://blog.example"
# {out} is host:port of the canary. Each page tries one way out, or tries never to end.
PAGES = {
    "a picture, a frame, an object": "<img src=//{out}/i><iframe src=//{out}/f></iframe><object data=//{out}/o></object><embed src=//{out}/e><video src=//{out}/v></video><link rel=icon href=//{out}/c>",
    "hints in the head": "<link rel=preconnect href=//{out}><link rel=dns-prefetch href=//{out}><link rel=preload as=script href=//{out}/p><link rel=prefetch href=//{out}/q><link rel=modulepreload href=//{out}/m.js><link rel=manifest href=//{out}/w.json>",
    "speculation rules": '<script type=speculationrules>{"prerender":[{"source":"list","urls":["//{out}/r"]}],"prefetch":[{"source":"list","urls":["//{out}/s"]}]}</script>',
    "scripts and styles": "<script src=//{out}/s.js></script><style>@import '//{out}/a.css'; @font-face{font-family:x;src:url(//{out}/f.woff)} body{font-family:x;background:url(//{out}/b.png)}</style>x",
    "fetch, beacon, XHR": "<script>fetch('//{out}/f',{mode:'no-cors',keepalive:true}).catch(()=>0); navigator.sendBeacon('//{out}/b','x'); const x=new XMLHttpRequest(); x.open('POST','//{out}/x'); x.send('x'); new EventSource('//{out}/e'); new Image().src='//{out}/i'</script>",
    "at the end of the page": "<script>addEventListener('pagehide',()=>{navigator.sendBeacon('//{out}/h','x');fetch('//{out}/k',{method:'POST',keepalive:true})}); addEventListener('beforeunload',e=>{navigator.sendBeacon('//{out}/u','x'); e.preventDefault(); return 'stay'})</script>",
    "WebSocket": "<script>new WebSocket('ws://{out}/w')</script>",
    "WebTransport": "<script>try{new WebTransport('https://{out}/t')}catch(e){}</script>",
    "WebRTC": "<script>const c=new RTCPeerConnection({iceServers:[{urls:['stun:{out}','turn:{out}?transport=tcp'],username:'a',credential:'b'}]}); c.createDataChannel('x'); c.createOffer().then(o=>c.setLocalDescription(o))</script>",
    "a worker": "<script>new Worker(URL.createObjectURL(new Blob([\"importScripts('http://{out}/i.js');\"]))); new Worker(URL.createObjectURL(new Blob([\"fetch('http://{out}/f'); new WebSocket('ws://{out}/w')\"])))</script>",
    "a shared worker": "<script>new SharedWorker(URL.createObjectURL(new Blob([\"fetch('http://{out}/f'); new WebSocket('ws://{out}/w')\"])))</script>",
    "a service worker": "<script>navigator.serviceWorker && navigator.serviceWorker.register('/sw.js').catch(()=>0)</script>",
    "pop-ups and downloads": "<a id=d href=//{out}/d.zip download>x</a><script>open('//{out}/p'); open('about:blank').location='//{out}/q'; d.click(); const f=document.createElement('form'); f.action='//{out}/g'; f.target='_blank'; document.body.append(f); f.submit()</script>",
    "other programs": "<iframe src='mailto:a@b.example'></iframe><a id=t href='tel:1'>x</a><script>t.click()</script>",
    "it leaves": "<script>location.href='http://{out}/l'</script>",
    "it posts and leaves": "<form id=f method=post action=//{out}/p></form><script>f.submit()</script>",
    "it loads itself": "<script>location.reload()</script>",
    "it asks for ever": "<script>setInterval(()=>fetch('/data.json').catch(()=>0),50)</script>",
    "dialogs": "<script>for(let i=0;i<5;i++){alert(1);confirm(2);prompt(3)}</script>",
    "a redirect of the site's own": "<script src=/away.js></script>",
    "a busy loop": "<script>for(;;){}</script>",
    "a busy loop later": "<script>setTimeout(()=>{for(;;){}},1)</script>",
    "endless small steps": "<script>(function f(){Promise.resolve().then(f)})()</script>",
    "a DOM bomb": "<script>let h='<i>x</i>'.repeat(1e5); document.body.innerHTML=h+h+h</script>",
    "a memory bomb": "<script>const a=[]; for(;;) a.push(new Array(1e6).fill(7))</script>",
}  # fmt: skip
BUSY = {"a busy loop", "a busy loop later", "endless small steps"}


class Files:
    """The site's own files; what they are does not matter here, only who asks."""

    def __init__(self):
        self.asked = []

    async def fetch(self, url, *, keep):
        self.asked.append(url)
        return Asset(200, {"content-type": "text/javascript"}, b"")


@pytest.fixture(scope="module")
def shown():
    """Every page shown once, two at a time, in one browser: what became of it, what its site was asked for, who got out."""
    longest, visit.LONGEST = visit.LONGEST, 4.0
    files, became = Files(), {}

    async def show(browser, turns, name, body):
        async with turns:
            document = {"status": 200, "headers": {"content-type": "text/html"}, "body": f"<title>{name}</title><p>Text.</p>{body}"}  # fmt: skip
            one = visit.Visit(
                f"{SITE}/", document, files, lambda url: url.startswith(f"{SITE}/"), lambda: False
            )
            process = await browser.start()
            try:
                context = await process.new_context(service_workers="block", accept_downloads=False)
                html = await one.run(context)
                await asyncio.wait_for(context.close(), 10)
            except Exception as error:
                html = f"{type(error).__name__}"
            became[name] = html, one.rendered

    async def show_all(port):
        browser, turns = OfflineBrowser(PATH), asyncio.Semaphore(2)
        try:
            await asyncio.gather(
                *(show(browser, turns, n, b.replace("{out}", f"127.0.0.1:{port}")) for n, b in PAGES.items())
            )
        finally:
            await browser.stop()

    with canary() as bird:
        asyncio.run(show_all(bird.port))
        yield became, files.asked, bird.heard
    visit.LONGEST = longest


def test_nothing_leaves_the_browser(shown):
    assert shown[2] == []


def test_the_canary_hears_whoever_calls():
    import socket

    with canary() as bird:
        with socket.create_connection(("127.0.0.1", bird.port)) as one:
            one.sendall(b"here")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"there", ("127.0.0.1", bird.port))
    assert sorted(bird.heard) == ["TCP b'here'", "UDP b'there'"]


def test_the_site_is_asked_for_its_scripts_and_data_alone_and_for_no_more_than_a_few(shown):
    _, asked, _ = shown
    assert set(asked) <= {f"{SITE}/data.json", f"{SITE}/away.js"}
    assert asked.count(f"{SITE}/data.json") == visit.MOST_DATA


@pytest.mark.parametrize("name", PAGES)
def test_every_page_comes_to_an_end_with_its_text_or_a_reason(shown, name):
    html, rendered = shown[0][name]
    assert rendered.settled == ("<p>Text.</p>" in html or "<i>x</i>" in html)
    assert rendered.settled or rendered.cause or "Error" in html
    if name in BUSY:
        assert rendered.cause.code == "render-time"
    elif name == "it leaves":
        assert rendered.cause.code == "render-moved"
        assert rendered.moved_to.endswith("/l")
    elif name == "it loads itself":
        assert rendered.cause.code == "render-reload"
    elif name == "a DOM bomb":
        assert rendered.cause.code in {
            "render-size",
            "render-time",
        }  # on a slow machine it takes seconds to be made
    elif name not in {"it posts and leaves", "a memory bomb", "pop-ups and downloads", "other programs"}:
        assert rendered.settled
