(()=>{
const root=document.querySelector('.calc');if(!root)return;
const D=JSON.parse(root.querySelector('script[type="application/json"]').textContent),W=D.words,N=D.years,T=[...Array(N).keys()];
// -- the formula: numbers, names of quantities, and [operation, ...]; a value per year is an array
const pick=(x,t)=>Array.isArray(x)?x[t]:x;
const each=f=>(...x)=>x.some(Array.isArray)?T.map(t=>f(...x.map(y=>pick(y,t)))):f(...x);
const add=row=>row.reduce((a,b)=>a+b,0);
const starters=(b,g,s)=>T.map(t=>{let sum=0;for(let k=0;k<=t;k++)if(s[k])sum+=s[k]*(1+g)**k*pick(b,t-k);return sum});
const OPS={'+':each((a,b)=>a+b),'-':each((a,b)=>a-b),'*':each((a,b)=>a*b),'/':each((a,b)=>a/b),'^':each((a,b)=>a**b),
min:each(Math.min),max:each(Math.max),sum:x=>add(T.map(t=>pick(x,t))),dot:(a,b)=>add(T.map(t=>pick(a,t)*pick(b,t))),last:x=>pick(x,N-1),
choose:each((s,a,b)=>s>=0?a:b),ratio:(a,b)=>b>0?a/b:NaN,when:(c,v)=>c>0?v:NaN,
compound:r=>{let kept=1;return T.map(t=>t?kept/=1+pick(r,t):1)},
spread:(start,s)=>T.map(t=>add(T.map(j=>Math.max(1-Math.abs(t-start-j),0)*pick(s,j)))),
starters,
goal:(w,b,s)=>{const g=s===0?0:w-b/s;return Math.abs(g)<=1e-12*Math.abs(w)?0:g},
running:(a,b)=>{let sum=0;return T.map(t=>sum+=pick(a,t)*pick(b,t))},
below:(r,g)=>T.filter(t=>pick(r,t)<g-1e-12*Math.abs(g)).length,
lasting:(g,k,r,s)=>{
if(!(g>0)||k>=N)return NaN;
const before=k?pick(r,k-1):0,begins=Math.max(k,s);
return begins+(g-before)/(pick(r,k)-before)*(k+1-begins)-s},
root:(p,b,s,lo,hi)=>{const x=s===0?NaN:p-b/s,edge=1e-12*Math.abs(p);return x>=lo-edge&&x<=hi+edge?Math.min(Math.max(x,lo),hi):NaN}};
const ev=(e,v)=>{
if(typeof e==='number')return e;
if(typeof e==='string')return v[e];
if(e===null)return NaN;
const [op,...a]=e;
if(op==='year')return T;
if(op==='series')return a[0];
if(op==='at'){const x=ev(a[0],v);return T.map(t=>t===a[1]?x:0)}
if(op==='known')return a[2].some(n=>Number.isNaN(v[n]))?ev(a[1],v):ev(a[0],v);
return OPS[op](...a.map(x=>ev(x,v)))};
const work=(given,cells=D.cells)=>{const v={...given};for(const [n,e] of cells)v[n]=ev(e,v);return v};
const uses=e=>typeof e==='string'?[e]:Array.isArray(e)?e[0]==='series'?[]:e.slice(1).flatMap(x=>Array.isArray(x)&&x.every(y=>typeof y==='string')&&e[0]==='known'?x:uses(x)):[];
const needed=target=>{const keep=new Set([target]);for(const [n,e] of [...D.cells].reverse())if(keep.has(n))uses(e).forEach(x=>keep.add(x));return D.cells.filter(([n])=>keep.has(n))};
const NPV='total.net_present_value',core=needed(NPV);
const published=Object.fromEntries(D.inputs.map(i=>[i.p,i.v??NaN]));
const state={...published},input=Object.fromEntries(D.inputs.map(i=>[i.p,i]));
// -- switching values where the balance bends: the grid and the search of the library
const line=(a,b,n)=>[...Array(n).keys()].map(k=>a+(b-a)*k/(n-1));
const search=(i)=>{
const unit=i.field?i.s:1,at=x=>work({...state,[i.p]:x/unit},core)[NPV],lo=i.lo??-Infinity,hi=i.hi??Infinity,now=Number.isNaN(state[i.p])?0:state[i.p]*unit,kind=i.p.replace(/\.given$/,'').split('.').pop();
let grid;
if(['duration','onset','start','cashable_lag'].includes(kind)){grid=line(0,N,20*N+1);if(kind==='duration')grid=[...line(-12,-2,11).map(k=>10**k),...grid.slice(1)]}
else if(isFinite(lo)&&isFinite(hi))grid=line(lo,hi,101);
else{const size=Math.abs(now)||1,reach=line(-9,15,49).map(k=>size*10**k);grid=[0,...line(0,2*size,21),...reach,...reach.map(x=>-x)]}
grid=[...new Set([...grid,now])].filter(x=>x>=lo&&x<=hi).sort((a,b)=>a-b);
const y=grid.map(at),top=Math.max(...y),low=Math.min(...y);
if(top-low<=1e-12*Math.max(1,Math.abs(top),Math.abs(low)))return NaN;
const found=grid.filter((x,k)=>y[k]===0);
for(let k=0;k<grid.length-1;k++)if(y[k]*y[k+1]<0){
let a=grid[k],b=grid[k+1],fa=y[k];
for(let n=0;n<200;n++){const m=(a+b)/2;if(m===a||m===b)break;const f=at(m);if(f===0){a=b=m;break}if(f*fa<0)b=m;else{a=m;fa=f}}
const m=(a+b)/2;
if(Math.abs(at(m))<=1e-9*Math.max(Math.abs(y[k]),Math.abs(y[k+1])))found.push(m)}
return found.length?found.reduce((a,b)=>Math.abs(b-now)<Math.abs(a-now)?b:a)*(i.field?1:i.s):NaN};
// -- how a number is written
const lang=document.documentElement.lang;
const digits={eur2:2,decimal1:1,decimal2:2,decimal3:3,percent1:1};
const show=(x,how)=>{
if(!Number.isFinite(x))return '–';
const share=how.startsWith('percent'),d=how==='auto'?2:digits[how]??0,y=share?x*100:x,s=Math.abs(y).toLocaleString(lang,{minimumFractionDigits:how==='auto'?0:d,maximumFractionDigits:d}),minus=y<0&&/[1-9]/.test(s)?'\u2212':'';
if(how.startsWith('eur'))return lang==='nl'?'€\u00a0'+minus+s:minus+'€'+s;
return minus+s+(share?'%':'')};
// -- the page
const all=q=>[...root.querySelectorAll(q)],said=root.querySelector('[role=status]'),saldo=root.querySelector('.saldo'),buttons=root.querySelector('.calc-do');
const factor=i=>i.s*(i.f.startsWith('percent')?100:1);
const changed=()=>D.inputs.filter(i=>!Object.is(state[i.p],published[i.p])).map(i=>i.p);
let later;
const put=(cell,x,how,old)=>{
cell.querySelector('b').textContent=Number.isNaN(x)?cell.dataset.none:show(x,how);
const was=cell.querySelector('small');
const moved=!(Number.isNaN(x)&&Number.isNaN(old))&&!(Math.abs(x-old)<=1e-9*Math.max(1,Math.abs(old)));
was.hidden=!moved;was.textContent=moved?W.was+': '+(Number.isNaN(old)?cell.dataset.none:show(old,how)):''};
const old=work(published),oldTurns={};
let now=old;
// whether the balance rises with this number: then it pays for itself from its switching value on
const up=(row,x)=>{
if(row.n)return now['slope.'+row.n.slice(5)]>0;
const i=input[row.i],k=i.s,step=Math.max(Math.abs(x),1e-6)*1e-4,at=y=>work({...state,[i.p]:Math.min(Math.max(y/k,i.lo??-Infinity),i.hi??Infinity)},core)[NPV];
return at(x+step)>at(x-step)};
const turnOf=row=>row.n?now[row.n]:search(input[row.i]);
const turns=()=>{
all('tr[data-turn]').forEach((tr,k)=>{
const row=D.turns[k],x=turnOf(row);
row.now=x;tr.cells[1].querySelector('span').textContent=Number.isNaN(x)?'':W[up(row,x)?'at_least':'at_most'];tr.hidden=Number.isNaN(x)&&Number.isNaN(oldTurns[k]);
put(tr.cells[1],x,row.f,oldTurns[k])})};
const results=()=>{
now=work(state);
all('[data-result]').forEach(cell=>put(cell,now[cell.dataset.result],cell.dataset.how,old[cell.dataset.result]));
const n=changed().length;
root.classList.toggle('moved',n>0);
saldo.textContent=Number.isNaN(now[D.saldo])?W.unknown:show(now[D.saldo],D.money);
buttons.hidden=n===0;
const words=n?W.changed.replace('#',n):W.published;
if(said.textContent!==words)said.textContent=words;
all('tr[data-input]').forEach(tr=>tr.classList.toggle('own',!Object.is(state[tr.dataset.input],published[tr.dataset.input])));
clearTimeout(later);later=setTimeout(turns,120)};
const set=(i,x)=>{state[i.p]=x;results()};
const controls={};
all('tr[data-input]').forEach(tr=>{
const i=input[tr.dataset.input],k=factor(i),cell=tr.querySelector('.set');
const lo=i.l??Math.max(i.lo??-Infinity,Math.min(0,2*(i.v??0))),hi=i.h??Math.min(i.hi??Infinity,i.v?2*Math.abs(i.v):i.d);
const range=Object.assign(document.createElement('input'),{type:'range'}),box=Object.assign(document.createElement('input'),{type:'number',step:'any'});
const bounded=Math.max(hi,i.v??hi)*k,least=Math.min(lo,i.v??lo)*k,step=10**Math.floor(Math.log10(Math.max(bounded-least,1e-9)/100));
Object.assign(range,{min:least,max:bounded,step});
const name=tr.querySelector('th').textContent.trim();
range.setAttribute('aria-label',name);box.setAttribute('aria-label',name);
const tidy=x=>+(x*k).toPrecision(12);
const fill=x=>{box.value=Number.isNaN(x)?'':tidy(x);range.value=Number.isNaN(x)?least:x*k;range.setAttribute('aria-valuetext',Number.isNaN(x)?W.unknown:show(x*i.s,i.f))};
fill(state[i.p]);
range.oninput=()=>{const x=+range.value/k;box.value=+(+range.value).toPrecision(12);range.setAttribute('aria-valuetext',show(x*i.s,i.f));set(i,x)};
box.oninput=()=>{
const empty=box.value.trim()==='',x=+box.value/k,bad=!empty&&(!Number.isFinite(x)||x<(i.lo??-Infinity)||x>(i.hi??Infinity)||(i.p.endsWith('.duration')&&x===0));
box.setAttribute('aria-invalid',bad);
if(bad)return;
const y=empty?published[i.p]:tidy(published[i.p])===+box.value?published[i.p]:x;
range.value=Number.isNaN(y)?least:y*k;set(i,y)};
cell.append(range,box,' '+(i.f.startsWith('percent')?'%':i.f.startsWith('eur')?'€':''));cell.hidden=false;controls[i.p]=fill});
all('thead .set').forEach(th=>{th.hidden=false});
D.turns.forEach((row,k)=>{oldTurns[k]=row.v??NaN});
root.querySelector('.calc-reset').onclick=()=>{Object.assign(state,published);D.inputs.forEach(i=>controls[i.p]?.(published[i.p]));all('[aria-invalid]').forEach(x=>x.removeAttribute('aria-invalid'));results();root.querySelector('tr[data-input] input').focus()};
// -- the changed case as a file: the text of the case, with what was set as a scenario that the file itself chooses
const toml=x=>{const s=String(x);return /^-?\d{1,3}\.\d{3}$/.test(s)?s+'0':s};
const file=()=>{
const lines=[],seen=new Set();
changed().forEach(p=>{
const i=input[p],was=Number.isNaN(published[p])?'unknown':published[p];
i.at.forEach(([place,k])=>lines.push(`"${place}" = { value = ${toml(state[p]*k)}, evidence = "E", prior = true, note = "${p}: ${was} -> ${state[p]}" }`));
(i.keep||'').split('\n').filter(Boolean).forEach(one=>{if(!seen.has(one)){seen.add(one);lines.push(one)}})});
return `use_scenario = "aangepast"\n${D.text}\n[scenario.aangepast]\nlabel = "${W.scenario}"\n[scenario.aangepast.set]\n${lines.join('\n')}\n`};
const keep=root.querySelector('.calc-keep');
if(!D.text)keep.hidden=true;
keep.onclick=()=>{
const url=URL.createObjectURL(new Blob([file()],{type:'application/toml'})),a=Object.assign(document.createElement('a'),{href:url,download:D.file});
root.append(a);a.click();a.remove();setTimeout(()=>URL.revokeObjectURL(url),1000)};
root.querySelector('.calc-live').hidden=false;
root.calculation={state,set:(p,x)=>{state[p]=x;controls[p]?.(x);results();turns()},get now(){return now},turns:D.turns,file};
})();
