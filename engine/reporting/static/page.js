(()=>{const d=document,all=(s,e)=>[...(e||d).querySelectorAll(s)],t=d.getElementById('t');
d.documentElement.classList.add('js');if(!t)return;
const id=s=>d.getElementById(s),q=id('q'),sel=all('#f select'),most=+t.dataset.print,
order=new Intl.Collator(d.documentElement.lang,{numeric:true});
let rows=[...t.tBodies[0].rows].map(r=>({r,k:r.dataset.k.split(' '),s:r.textContent.toLowerCase()}));
const show=()=>{const w=q.value.trim().toLowerCase().split(/\s+/),k=sel.map(s=>s.value).filter(Boolean);let n=0;
for(const o of rows){const on=w.every(x=>o.s.includes(x))&&k.every(x=>o.k.includes(x));
o.r.hidden=!on;if(on)n++;o.r.classList.toggle('far',n>most)}
id('n').textContent=n};
q.addEventListener('input',show);sel.forEach(s=>s.addEventListener('change',show));
const clear=()=>{q.value='';sel.forEach(s=>s.value='')};
id('r').addEventListener('click',()=>{clear();show();q.focus()});
const press=(e,f)=>{const b=d.createElement('button');b.type='button';b.append(...e.childNodes);e.append(b);b.addEventListener('click',f)};
all('td[data-f]').forEach(e=>press(e,()=>{clear();const f=e.dataset.f.split(' ');
sel.forEach(s=>{const o=[...s.options].find(x=>x.value&&f.includes(x.value));if(o)s.value=o.value});
show();t.parentNode.focus();t.parentNode.scrollIntoView({block:'start'})}));
const heads=all('thead th',t);
const sorted=(h,v)=>h.setAttribute('aria-sort',v);
heads.forEach((h,i)=>{sorted(h,'none');press(h,()=>{const up=h.getAttribute('aria-sort')!=='ascending',c=r=>r.r.cells[i];
heads.forEach(x=>sorted(x,'none'));sorted(h,up?'ascending':'descending');
const v=rows.map(o=>({o,n:c(o).dataset.s,s:c(o).textContent}));
v.sort((a,b)=>(a.n!==undefined&&b.n!==undefined?a.n-b.n:order.compare(a.s,b.s))*(up?1:-1));
rows=v.map(x=>x.o);t.tBodies[0].append(...rows.map(o=>o.r));show()})})})();
