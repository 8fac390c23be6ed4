@echo off
rem Double-click: finds Python, makes the environment once, makes all reports and opens them.
setlocal
chcp 65001 >nul
cd /d "%~dp0"

set "PY="
for %%V in (3.14 3.13 3.12 3.11) do (
  if not defined PY (
    py -%%V -c "import venv" >nul 2>&1 && set "PY=py -%%V"
  )
)
if not defined PY (
  python -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set "PY=python"
)
if not defined PY (
  echo Python 3.11 of nieuwer is niet gevonden: installeer het via python.org of de Microsoft Store en start dit bestand opnieuw.
  pause
  exit /b 1
)

if not exist ".venv\.ready" (
  echo De eerste keer wordt ongeveer 250 MB opgehaald; dat duurt 2 tot 10 minuten en gebeurt een keer.
  %PY% -m venv --clear .venv || goto failed
  .venv\Scripts\python.exe -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.lock || goto failed
  .venv\Scripts\python.exe -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e . || goto failed
  type nul > ".venv\.ready"
)

.venv\Scripts\wij-impact.exe run --format html,pdf,docx,xlsx %*
set "STATUS=%ERRORLEVEL%"
if exist "reports\index.html" start "" "reports\index.html"
if not "%STATUS%"=="0" pause
exit /b %STATUS%

:failed
echo Het klaarzetten is mislukt: controleer de internetverbinding en start dit bestand opnieuw.
pause
exit /b 1
