(()=>{
const all=(q,n=document)=>[...n.querySelectorAll(q)],make=(tag,props={})=>Object.assign(document.createElement(tag),props);
addEventListener('beforeprint',()=>all('details:not([open])').forEach(d=>{d.open=true;d.dataset.shut=1}));
addEventListener('afterprint',()=>all('details[data-shut]').forEach(d=>{d.open=false;delete d.dataset.shut}));
const svg=(tag,props)=>{const e=document.createElementNS(document.querySelector('svg').namespaceURI,tag);for(const k in props)e.setAttribute(k,props[k]);return e};
let tip=null;
const hide=()=>{if(tip){tip.remove();tip=null}};
const show=g=>{
hide();
const s=g.ownerSVGElement,box=s.viewBox.baseVal,unit=box.width/(s.getBoundingClientRect().width||box.width),size=13*unit,c=g.querySelector('circle');
tip=svg('g',{class:'tip','aria-hidden':'true'});
const back=svg('rect',{rx:3*unit}),words=svg('text',{'font-size':size});
g.dataset.tip.split('\n').forEach((line,i)=>{const t=svg('tspan',{x:0,dy:i?size*1.35:0});t.textContent=line;words.append(t)});
tip.append(back,words);s.append(tip);
const b=words.getBBox(),pad=6*unit,w=b.width+2*pad,h=b.height+2*pad,x=+c.getAttribute('cx'),y=+c.getAttribute('cy');
const left=Math.max(box.x,Math.min(x-w/2,box.x+box.width-w)),above=y-h-9*unit,top=above<box.y?Math.min(y+9*unit,box.y+box.height-h):above;
back.setAttribute('width',w);back.setAttribute('height',h);back.setAttribute('x',b.x-pad);back.setAttribute('y',b.y-pad);
tip.setAttribute('transform',`translate(${left-b.x+pad} ${top-b.y+pad})`)};
all('svg.marks').forEach(s=>{
const points=all('.pt',s);
points.forEach((g,i)=>{
const title=g.querySelector('title');g.dataset.tip=title.textContent;title.remove();
g.setAttribute('tabindex',i?-1:0);
g.addEventListener('focus',()=>show(g));g.addEventListener('blur',hide);
g.addEventListener('mouseenter',()=>show(g));g.addEventListener('mouseleave',()=>{hide();if(points.includes(document.activeElement))show(document.activeElement)});
g.addEventListener('keydown',e=>{
const to={ArrowRight:i+1,ArrowDown:i+1,ArrowLeft:i-1,ArrowUp:i-1,Home:0,End:points.length-1}[e.key];
if(to===undefined)return;
e.preventDefault();const next=points[(to+points.length)%points.length];
g.setAttribute('tabindex',-1);next.setAttribute('tabindex',0);next.focus()})})});
addEventListener('keydown',e=>{if(e.key==='Escape')hide()});
all('.tools').forEach(tools=>{
const table=tools.parentElement.querySelector('table'),body=table.tBodies[0],rows=[...body.rows],heads=[...table.tHead.rows[0].cells],say=tools.dataset,filters=[];
const collator=new Intl.Collator(document.documentElement.lang,{numeric:true,sensitivity:'base'});
heads.forEach((th,at)=>{
const button=make('button',{type:'button',textContent:th.textContent,title:say.sort});
th.replaceChildren(button);
button.onclick=()=>{
const down=th.getAttribute('aria-sort')==='ascending';
heads.forEach(one=>one.removeAttribute('aria-sort'));th.setAttribute('aria-sort',down?'descending':'ascending');
const key=row=>{const cell=row.cells[at];return 'v'in cell.dataset?cell.dataset.v:cell.textContent.trim()},none=v=>v===''||v==='–';
const numeric=rows.every(row=>'v'in row.cells[at].dataset);
rows.sort((a,b)=>{const x=key(a),y=key(b);if(none(x)||none(y))return none(x)-none(y);return (numeric?x-y:collator.compare(x,y))*(down?-1:1)});
body.append(...rows)}});
if(!('search'in say))return;
const id=table.id,count=make('p',{className:'count'}),find=make('input',{type:'search',id:id+'-find'});
count.setAttribute('role','status');
const apply=()=>{
const words=find.value.toLowerCase().split(/\s+/).filter(Boolean);let shown=0;
rows.forEach(row=>{
const text=row.textContent.toLowerCase(),keep=words.every(w=>text.includes(w))&&filters.every(([at,select])=>!select.value||row.cells[at].textContent.trim()===select.value);
row.hidden=!keep;shown+=keep});
count.textContent=shown===rows.length?'':say.count.replace('#',shown).replace('#',rows.length)};
const field=(label,input)=>{const p=make('p'),l=make('label',{textContent:label,htmlFor:input.id});p.append(l,input);tools.append(p)};
field(say.search,find);find.oninput=apply;
(say.filters||'').split(' ').filter(Boolean).forEach(at=>{
const select=make('select',{id:id+'-by-'+at});
select.append(make('option',{value:'',textContent:say.all}),...[...new Set(rows.map(row=>row.cells[at].textContent.trim()))].map(v=>make('option',{value:v,textContent:v})));
field(heads[at].textContent,select);filters.push([at,select]);select.onchange=apply});
tools.append(count);tools.hidden=false})
})();
