@echo off
rem Double-click: finds Python, makes the environment once, then makes the reports or opens JupyterLab.
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

if not "%~1"=="" goto reports
echo.
echo   1  rapporten maken (alleen wat veranderd is)
echo   2  JupyterLab openen met de notebooks
choice /C 12 /T 15 /D 1 /N /M "Kies 1 of 2; na 15 seconden worden de rapporten gemaakt: "
if errorlevel 2 goto lab

:reports
.venv\Scripts\wij-impact.exe run --format html,pdf,docx,xlsx %*
set "STATUS=%ERRORLEVEL%"
if exist "reports\index.html" start "" "reports\index.html"
if not "%STATUS%"=="0" pause
exit /b %STATUS%

:lab
.venv\Scripts\python.exe -m wij_impact.pipeline.lab
exit /b %ERRORLEVEL%

:failed
echo Het klaarzetten is mislukt: controleer de internetverbinding en start dit bestand opnieuw.
pause
exit /b 1
