# escape=`
FROM mcr.example.org/windows/servercore
COPY . c:\app\
RUN dir c:\ && `
    echo "done"
SHELL ["powershell"]
RUN Get-ChildItem C:\ ; `
    Write-Host done
ENV P="c:\new" Q="`"quoted`""
