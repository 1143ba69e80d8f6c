from surveys.urls import agency, municipal

app_name = "surveys"
urlpatterns = [*municipal.urlpatterns, *agency.urlpatterns]
