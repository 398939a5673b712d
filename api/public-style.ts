/** The public page's look: no picture, no script, no font from elsewhere; it prints, and follows a dark screen. */
export const PUBLIC_STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1f1d1a; --quiet: #6a645b; --line: #d9d3c7; --paper: #fbf9f4; --card: #fff; --accent: #9b1b1e; --mark: #f3ece0;
  --song: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", STSong, SimSun, serif;
  --hei: "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9e4da; --quiet: #a49c8f; --line: #3c3831; --paper: #1a1815; --card: #22201c; --accent: #e58a80; --mark: #332f28; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.85 var(--hei); text-autospace: normal; line-break: strict; overflow-wrap: anywhere; }
a { color: inherit; text-decoration-color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .22em; }
a:hover { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
.frame { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem; }
header.site { border-top: 4px solid var(--accent); border-bottom: 1px solid var(--line); background: var(--card); }
header.site .frame { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding-top: 1.1rem; padding-bottom: 1rem; }
header.site .name { font: 600 1.3rem/1.4 var(--song); letter-spacing: .06em; text-decoration: none; margin-right: auto; }
header.site nav { font-size: .95rem; }
main { padding: 2.2rem 0 4rem; }
h1 { font: 600 1.75rem/1.5 var(--song); text-wrap: balance; margin: 0 0 1.2rem; }
h2 { font: 600 1.2rem/1.6 var(--song); margin: 2.6rem 0 .8rem; padding-left: .7rem; border-left: 3px solid var(--accent); }
form { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem 1rem; align-items: end; padding: 1.1rem 1.2rem 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 3px; }
label { display: block; font-size: .9rem; color: var(--quiet); }
input, select, button { font: inherit; width: 100%; height: 2.7rem; padding: 0 .6rem; margin-top: .2rem; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 3px; }
button { background: var(--accent); border-color: var(--accent); color: var(--card); cursor: pointer; letter-spacing: .2em; }
.count { color: var(--quiet); font-size: .95rem; margin: 1.6rem 0 .2rem; }
ol.letters { list-style: none; margin: 0; padding: 0; }
ol.letters li { padding: 1.15rem 0; border-bottom: 1px solid var(--line); }
ol.letters h2 { font: 600 1.125rem/1.65 var(--song); margin: 0 0 .25rem; padding: 0; border: 0; }
ol.letters h2 a { text-decoration: none; }
ol.letters h2 a:hover { text-decoration: underline; text-decoration-color: var(--accent); }
.facts { color: var(--quiet); font-size: .93rem; margin: 0; display: flex; flex-wrap: wrap; gap: 0 1.2rem; }
nav.pages { display: flex; justify-content: space-between; gap: 1rem; margin-top: 1.6rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 3px; padding: clamp(1.2rem, 5vw, 3rem); }
dl.page-one { margin: 0 0 2rem; display: grid; grid-template-columns: max-content auto; justify-content: end; gap: 0 .6rem; font-size: .95rem; }
dl.page-one dt { color: var(--quiet); }
dl.page-one dd { margin: 0; }
article h1 { text-align: center; }
article > .facts { justify-content: center; padding-bottom: 1.4rem; margin-bottom: 1.8rem; border-bottom: 1px solid var(--line); }
.merged { list-style: none; margin: 0 0 1.8rem; padding: .8rem 1rem; border: 1px solid var(--line); color: var(--quiet); font-size: .95rem; }
.letter { font-family: var(--song); font-size: 1.125rem; line-height: 2; }
.letter p { margin: 0; text-indent: 2em; text-align: justify; }
.letter p.flush { text-indent: 0; }
.letter p.sign { text-indent: 0; text-align: right; padding-right: 2em; }
.letter p + p.flush { margin-top: .6rem; }
.redacted { background: var(--mark); color: var(--quiet); font-family: var(--hei); font-size: .85em; padding: .05em .25em; border-radius: 2px; }
.note { color: var(--quiet); font-size: .93rem; border-top: 1px solid var(--line); margin: 2.4rem 0 0; padding-top: 1rem; }
footer.site { border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; padding: 1.4rem 0 2.4rem; }
@media print {
  header.site nav, footer.site, form, nav.pages, .skip { display: none; }
  body { background: #fff; color: #000; } article { border: 0; padding: 0; }
}
`.trimStart();
