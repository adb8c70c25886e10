// The exit button and the Shift key, and nothing left behind when a browser keeps a page in memory.
// In ES5, for old phones. Without it the button is a link.
(function(){
var root=document.documentElement,exit=document.getElementById("exit"),said=document.getElementById("said"),pressed=0,timer;
if(!exit)return;
var to=exit.href;
function leave(e){
if(e)e.preventDefault();
document.title="\u2026";
root.style.display="none";
location.replace(to);
}
function forget(){pressed=0;said.textContent="";}
exit.addEventListener("click",leave);
document.addEventListener("keydown",function(e){
if(e.key!=="Shift"&&e.keyCode!==16){forget();return;}
if(e.repeat)return;
pressed++;
clearTimeout(timer);
if(pressed>2){leave();return;}
said.textContent=pressed===2?exit.getAttribute("data-again"):"";
timer=setTimeout(forget,5000);
});
// A link within the page adds nothing to the history, or the exit would replace only that and leave the answer.
document.addEventListener("click",function(e){
var a=e.target;
while(a&&a.nodeName!=="A")a=a.parentNode;
if(!a||a.getAttribute("href").charAt(0)!=="#")return;
e.preventDefault();
location.replace(a.href);
});
// What comes back on "back", asked for again or out of a browser's memory, shows nothing: the empty form comes instead.
if(window.performance&&performance.navigation&&performance.navigation.type===2){
root.style.display="none";
location.replace("/");
}
addEventListener("pagehide",function(){root.style.display="none";});
addEventListener("pageshow",function(e){if(e.persisted)location.replace("/");});
})();
