/** The one style sheet of the public pages, inline: nothing else is fetched before the first fact is read. */
export const style = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;color-scheme:light}
body{margin:0;background:#fff;color:#1d2b27;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
a{color:#0c5343;text-underline-offset:3px}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid #b35c00;outline-offset:2px;border-radius:4px}
.wrap{max-width:46rem;margin:0 auto;padding:0 1rem}
.skip{position:absolute;left:-999px;top:0;background:#fff;padding:.75rem 1rem;z-index:1}
.skip:focus{left:0}
.top{border-bottom:1px solid #dee2e6}
.top .wrap{display:flex;align-items:center;justify-content:space-between;gap:1rem;min-height:56px}
.brand{display:flex;align-items:center;gap:.6rem;text-decoration:none;font-weight:600;line-height:1.25;min-height:48px}
.pill{background:#b35c00;color:#fff;border-radius:999px;padding:.1rem .7rem;font-weight:700;letter-spacing:.04em;white-space:nowrap;flex:none}
.lang{min-height:48px;display:inline-flex;align-items:center;white-space:nowrap}
.notice{padding:.9rem 0;border-bottom:1px solid #dee2e6}
.notice p{margin:.15rem 0 0}
.notice strong{font-size:1.15rem}
.stop{background:#8f1d14;color:#fff}
.warn{background:#fdf1e0;color:#5c3800}
.demo{background:#fff7db;color:#4d3a00;font-size:.95rem}
.demo p{margin:0}
main.wrap{padding-top:1.5rem;padding-bottom:2.75rem}
h1{font-size:1.75rem;line-height:1.25;margin:.25rem 0 .5rem;color:#0c5343}
h2{font-size:1.2rem;line-height:1.3;margin:2.25rem 0 .6rem;color:#0c5343}
h3{font-size:1.05rem;margin:0}
.stars{font-size:1.5rem;letter-spacing:.1em;color:#a85400;line-height:1.2}
.stars+span{color:#4a5a55}
.rating{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem .75rem;margin:.25rem 0}
.muted{color:#4a5a55}
.small{font-size:.9rem}
.verdict{border:1px solid;border-left-width:8px;border-radius:8px;padding:.85rem 1rem;margin:1rem 0 .5rem;display:flex;gap:.85rem;align-items:flex-start}
.verdict .sign{font-size:1.7rem;line-height:1.15;font-weight:700}
.verdict .title{font-size:1.25rem;font-weight:700;margin:0}
.verdict h1.title{color:inherit}
.verdict p{margin:.15rem 0 0}
.good{background:#e6f2ef;border-color:#1c7a63;color:#0c4638}
.soon{background:#fdf1e0;border-color:#b35c00;color:#5c3800}
.bad{background:#fbeceb;border-color:#8f1d14;color:#721710}
.none{background:#f3f5f4;border-color:#6b7a75;color:#2f3d38}
.picture{display:block;max-width:100%;max-height:24rem;width:auto;height:auto;border-radius:8px;border:1px solid #dee2e6;margin:1.25rem 0}
dl{margin:0;border-top:1px solid #dee2e6}
dl>div{display:grid;gap:0 1rem;padding:.55rem 0;border-bottom:1px solid #dee2e6}
dt{color:#4a5a55}
dd{margin:0;font-weight:500}
dd .small{font-weight:400}
.list{list-style:none;margin:0;padding:0;border-top:1px solid #dee2e6}
.list>li{padding:.7rem 0;border-bottom:1px solid #dee2e6}
.list a{display:inline-block;padding:.6rem 0;margin:-.6rem 0}
.steps{margin:0;padding:0 0 0 1.6rem}
.steps>li{padding:.35rem 0 .8rem .3rem}
.steps>li::marker{font-weight:700;color:#0c5343}
.qr{display:flex;flex-wrap:wrap;gap:1rem 1.25rem;align-items:center}
.qr img{width:168px;height:168px;border:1px solid #dee2e6;border-radius:8px}
.qr div{flex:1 1 14rem}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:1.05rem;letter-spacing:.03em}
.badge{display:inline-block;border:1px solid;border-radius:999px;padding:.05rem .7rem;font-size:.9rem;font-weight:600}
form{margin:1.25rem 0}
label{display:block;font-weight:600;margin-bottom:.25rem}
.search{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:.5rem}
input[type=search]{flex:1 1 14rem;min-width:0;min-height:48px;font:inherit;padding:.5rem .8rem;border:1px solid #6b7a75;border-radius:8px;background:#fff;color:inherit}
button,.button{min-height:48px;font:inherit;font-weight:600;padding:.5rem 1.4rem;border:0;border-radius:8px;background:#0c5343;color:#fff;cursor:pointer;display:inline-flex;align-items:center;text-decoration:none}
.cards{display:grid;gap:1rem;margin-top:2rem}
.cards>div{border:1px solid #dee2e6;border-radius:8px;padding:1rem}
.cards h2{margin:0}
.cards p{margin:.3rem 0 0}
.foot{border-top:1px solid #dee2e6;color:#4a5a55;font-size:.9rem}
.foot .wrap{padding-top:1rem;padding-bottom:2rem}
@media(min-width:40rem){h1{font-size:2.1rem}dl>div{grid-template-columns:14rem 1fr}.cards{grid-template-columns:1fr 1fr}}
@media print{.lang,.skip,form{display:none}.stop{border:2px solid #000}body{font-size:12pt}}
@media(forced-colors:active){.verdict,.badge,.notice{border:2px solid}}
`;
