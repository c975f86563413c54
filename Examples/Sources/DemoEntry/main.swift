Demo.image.main()
